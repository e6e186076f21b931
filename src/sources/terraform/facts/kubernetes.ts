/** The resources of the Kubernetes provider. */

import { exposureOf } from '../../kubernetes/exposure.ts';
import { ingressEncryption } from '../../kubernetes/ingress.ts';
import { storageEncryption } from '../../kubernetes/storage.ts';
import type { Attributes, Keys } from '../attributes.ts';
import { answer, type EncryptionAnswer, type ExposureAnswer, once } from './combinators/about.ts';
import { type DescribedFacts, type FactTable, named } from './combinators/kinds.ts';
import { asKubernetes, hasUnknown, remedyOf } from './containers/as-kubernetes.ts';
import { manifestFacts } from './containers/manifest.ts';
import { podContainers } from './containers/pod.ts';
import { budgetOf, replicasOf } from './containers/replicas.ts';

const POD: Keys = ['spec', 0];
const TEMPLATE: Keys = ['spec', 0, 'template', 0, 'spec', 0];
const JOB_TEMPLATE: Keys = ['spec', 0, 'job_template', 0, ...TEMPLATE];

const runs = (pod: Keys): DescribedFacts => ({ containers: (attributes) => podContainers(attributes, pod) });

/** @param selectorAt where the workload's selector keeps its labels */
const keeps = (selectorAt: string): DescribedFacts => ({
  ...runs(TEMPLATE),
  replicas: (attributes) => replicasOf(attributes, selectorAt),
});

const serviceExposure: ExposureAnswer = once(
  ['spec', 'spec.0.type'],
  answer(
    { aspect: 'exposure', text: '`spec.type` LoadBalancer with `load_balancer_source_ranges`, `external_ips`' },
    (attributes) => {
      const translated = asKubernetes(attributes);
      const unsure =
        ['port', 'load_balancer_source_ranges', 'load_balancer_class', 'external_ips'].some((key) =>
          hasUnknown(attributes, 'spec', 0, key),
        ) || hasUnknown(attributes, 'metadata', 0, 'annotations');
      return exposureOf('/Service', translated.object).map(({ remedy, ...one }) => {
        const path = translated.pathOf(one.path);
        if (unsure) return { ...one, path, state: 'unknown' };
        return { ...one, path, ...(remedy && { remedy: remedyOf(remedy, translated) }) };
      });
    },
  ),
  'the service',
);

/** @param unsure true where a negative answer might turn out otherwise after apply */
function encryptionBy(
  text: string,
  aspect: 'at-rest' | 'in-transit',
  read: typeof ingressEncryption,
  unsure: (attributes: Attributes) => boolean,
): EncryptionAnswer {
  return answer({ aspect, text }, (attributes) => {
    const translated = asKubernetes(attributes);
    return read(translated.object).map(({ remedy, keyRemedy, keyPath, ...one }) => ({
      ...one,
      path: translated.pathOf(one.path),
      ...(keyPath !== undefined && { keyPath: translated.pathOf(keyPath) }),
      ...(one.state === 'unencrypted' && unsure(attributes) && { state: 'unknown' }),
      ...(one.state === 'unencrypted' && !unsure(attributes) && remedy && { remedy: remedyOf(remedy, translated) }),
      ...(keyRemedy && { keyRemedy: remedyOf(keyRemedy, translated) }),
    }));
  });
}

const rules = encryptionBy('`spec.tls`', 'in-transit', ingressEncryption, (attributes) => {
  const tls = attributes.read('spec', 0, 'tls').state === 'unknown';
  return tls || hasUnknown(attributes, 'metadata', 0, 'annotations');
});
/** Which host a certificate is for cannot be told either way while one of the two is unknown. */
const ingress = answer(rules.about, (attributes) => {
  const spec = attributes.blocks('spec')[0];
  const unsure = ['rule', 'tls'].some((name) =>
    spec?.blocks(name).some((one) => hasUnknown(one, name === 'rule' ? 'host' : 'hosts')),
  );
  const found = once(['spec', 'spec.0.rule'], rules, 'traffic to the hosts')(attributes);
  return unsure ? found.map(({ remedy: _, ...one }) => ({ ...one, state: 'unknown' as const })) : found;
});

const storageClass = once(
  ['storage_provisioner'],
  encryptionBy('`parameters`', 'at-rest', storageEncryption, (attributes) => hasUnknown(attributes, 'parameters')),
  'the volumes',
);

export const kubernetes: FactTable = {
  kubernetes_manifest: manifestFacts,
  ...named(['kubernetes_pod', 'kubernetes_pod_v1'], runs(POD)),
  ...named(
    ['kubernetes_deployment', 'kubernetes_deployment_v1', 'kubernetes_stateful_set', 'kubernetes_stateful_set_v1'],
    keeps('spec.0.selector.0.match_labels'),
  ),
  ...named(['kubernetes_replication_controller', 'kubernetes_replication_controller_v1'], keeps('spec.0.selector')),
  ...named(['kubernetes_daemonset', 'kubernetes_daemon_set_v1', 'kubernetes_job', 'kubernetes_job_v1'], runs(TEMPLATE)),
  ...named(['kubernetes_cron_job', 'kubernetes_cron_job_v1'], runs(JOB_TEMPLATE)),
  ...named(['kubernetes_pod_disruption_budget', 'kubernetes_pod_disruption_budget_v1'], { budget: budgetOf }),
  ...named(['kubernetes_service', 'kubernetes_service_v1'], { exposure: serviceExposure }),
  ...named(['kubernetes_ingress', 'kubernetes_ingress_v1'], { encryption: ingress }),
  ...named(['kubernetes_storage_class', 'kubernetes_storage_class_v1'], { encryption: storageClass }),
};
