/** Values of the chart that between them reach every branch of its templates. */
import type { JsonObject } from '../../src/json.ts';

const CA = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

export const MATRIX: Record<string, JsonObject> = {
  'the defaults': {},
  'a given certificate and a digest': {
    nameOverride: 'policy',
    image: { digest: `sha256:${'0'.repeat(64)}`, pullSecrets: ['registry'] },
    certificates: { mode: 'secret', secretName: 'serving', caBundle: CA },
    serviceMonitor: { enabled: true, labels: { release: 'prometheus' } },
  },
  'all that can be switched on': {
    autoscaling: { enabled: true },
    networkPolicy: {
      apiServerCidrs: ['10.0.0.0/28', '2001:db8::/64'],
      from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
      egress: [{ to: [{ ipBlock: { cidr: '10.1.0.0/16' } }], ports: [{ port: 443 }] }],
    },
    rbac: { audit: 'all' },
    clusterObjects: { enabled: true, editorsMayWaive: true },
    certificates: {
      mode: 'cert-manager',
      issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'internal' },
    },
    serviceMonitor: { enabled: true },
    prometheusRule: { enabled: true, labels: { release: 'prometheus' } },
    webhooks: {
      url: 'https://gatehouse.example.com',
      byNamespace: [{ name: 'open', label: 'trust', values: ['high'], validate: 'Ignore', mutate: 'Fail' }],
      matchConditions: [{ name: 'not-the-backup', expression: "request.userInfo.username != 'backup'" }],
      annotations: { 'admissions.enforcer/disabled': 'true' },
      managedByGit: { enabled: true, failurePolicy: 'Fail', labels: [] },
    },
    config: {
      rules: { 'no-latest': { action: 'deny' } },
      scans: { directory: '/var/lib/gatehouse/scans' },
      audits: [{ name: 'cluster', schedule: '0 * * * *', cluster: {} }],
      server: { tokens: [{ name: 'ci', env: 'TOKEN' }], onError: 'deny' },
    },
    labels: { team: 'platform' },
    podLabels: { tier: 'control' },
    podAnnotations: { 'example.com/note': 'yes' },
    extraEnv: [{ name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'api', key: 'token' } } }],
    extraVolumes: [{ name: 'scans', emptyDir: {} }],
    extraVolumeMounts: [{ name: 'scans', mountPath: '/var/lib/gatehouse/scans' }],
    tolerations: [{ key: 'system', operator: 'Exists' }],
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    affinity: { podAntiAffinity: {} },
    serviceAccount: { annotations: { 'example.com/role': 'gatehouse' } },
    service: { annotations: { 'example.com/note': 'yes' } },
  },
  'all that can be switched off': {
    webhooks: { mutate: { enabled: false }, skip: { groups: [], resources: [] }, excludeNamespaces: [] },
    replicas: 1,
    podDisruptionBudget: { enabled: false },
    topologySpreadConstraints: [],
    priorityClassName: '',
    resources: {},
    podSecurityContext: {},
    securityContext: {},
    serviceAccount: { create: false, name: 'given' },
    context: { cluster: false },
    rbac: { create: false, audit: 'view' },
    networkPolicy: { enabled: false },
    existingConfigMap: 'gatehouse-policy',
    hostNetwork: true,
  },
  'webhooks alone': {
    deploy: false,
    webhooks: { url: 'https://gatehouse.example.com:8443/' },
    certificates: { mode: 'secret', caBundle: CA },
    prometheusRule: { enabled: true },
  },
  'certificates by cert-manager, called by an address': {
    certificates: { mode: 'cert-manager' },
    webhooks: { url: 'https://[2001:db8::1]:8443' },
    serviceMonitor: { enabled: true },
  },
  'the built-in role for audits': { rbac: { audit: 'view' } },
};
