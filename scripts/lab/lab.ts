/**
 * The lab: a real kube-apiserver on a real etcd, on loopback, in a temporary directory, for as long as a test needs it. No
 * controllers and no nodes run, so a Deployment makes no pods; admission, storage, RBAC and discovery are the real ones.
 *
 * `scripts/lab/install.sh` puts the binaries in place. `node dist/scripts/lab/lab.js` runs one by hand until Ctrl-C.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { issue, type KeyPair, makeAuthority } from './certificates.ts';
import { freePorts, type Service, start, waitFor } from './processes.ts';

const VERSION = 'v1.33.13';

export interface Lab {
  /** `https://127.0.0.1:PORT` */
  server: string;
  /** Holds everything, also `etcd.log` and `kube-apiserver.log`. Gone after `stop`. */
  directory: string;
  /** Path of the administrator's kubeconfig: a client certificate of the group system:masters. */
  kubeconfig: string;
  /** Path of the API server's audit log, one JSON event per line. */
  auditLog: string;
  /** Path of a kubeconfig for that user, who logs in by token and has no rights but what RBAC gives. */
  kubeconfigOf(user: LabUser): string;
  /** The two processes, for tests that lose one of them. */
  apiserver: Machine;
  etcd: Machine;
  /** Lets etcd forget everything but what is now, as it does of what is older than some minutes. */
  compact(): Promise<void>;
  stop(): Promise<void>;
}

/** A process that can be lost and comes back as the same: its data and its port stay. */
export interface Machine {
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Starts it again, and waits until it is ready. */
  start(): Promise<void>;
}

export const LAB_USERS = ['viewer', 'auditor', 'nobody'] as const;
export type LabUser = (typeof LAB_USERS)[number];

/** The binaries, or why there is no lab on this machine. */
export function labBinaries(): { etcd: string; apiserver: string } | { missing: string } {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const apiserver = join(cache, 'gatehouse-lab', `kube-apiserver-${VERSION}`);
  if (!existsSync(apiserver)) return { missing: `${apiserver} is not built: run scripts/lab/install.sh` };
  try {
    return { etcd: execFileSync('sh', ['-c', 'command -v etcd'], { encoding: 'utf8' }).trim(), apiserver };
  } catch {
    return { missing: 'etcd is not installed: run scripts/lab/install.sh' };
  }
}

/** @throws Error with the end of the log of what did not start */
export async function startLab(): Promise<Lab> {
  const binaries = labBinaries();
  if ('missing' in binaries) throw new Error(binaries.missing);
  const directory = mkdtempSync(join(tmpdir(), 'gatehouse-lab-'));
  const running: Parts = {};
  const stop = async () => {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted).off('exit', remove);
    // The API server first: without its etcd it would wait for it.
    await running.apiserver?.stop();
    await running.etcd?.stop();
    remove();
  };
  const remove = () => rmSync(directory, { recursive: true, force: true });
  const interrupted = () => {
    void stop().finally(() => process.exit(130));
  };
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted).once('exit', remove);
  try {
    return { ...(await startParts(binaries, directory, running)), stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

/** What runs at the moment. */
type Parts = { [part in 'etcd' | 'apiserver']?: Service };

async function startParts(
  binaries: { etcd: string; apiserver: string },
  directory: string,
  running: Parts,
): Promise<Omit<Lab, 'stop'>> {
  const [client = 0, peer = 0, secure = 0] = await freePorts(3);
  const store = `http://127.0.0.1:${client}`;
  const server = `https://127.0.0.1:${secure}`;
  const authority = makeAuthority('gatehouse-lab');
  writeCredentials(directory, authority);
  const admin = issue({ commonName: 'admin', organization: 'system:masters' }, authority);
  const machine = (part: keyof Parts, begin: () => Service, isReady: () => Promise<boolean>): Machine => ({
    kill: async () => running[part]?.kill(),
    start: async () => {
      running[part] = begin();
      await waitFor(running[part], isReady, 60_000);
    },
  });
  const etcd = machine(
    'etcd',
    () => start('etcd', binaries.etcd, etcdFlags(directory, store, peer), { log: join(directory, 'etcd.log') }),
    async () => (await fetch(`${store}/health`)).ok,
  );
  const apiserver = machine(
    'apiserver',
    () =>
      start('kube-apiserver', binaries.apiserver, apiserverFlags(directory, store, secure), {
        log: join(directory, 'kube-apiserver.log'),
      }),
    () => isReady(server, authority, admin),
  );
  await etcd.start();
  await apiserver.start();

  const kubeconfig = join(directory, 'admin.kubeconfig');
  writeKubeconfig(kubeconfig, server, authority, {
    'client-certificate-data': base64(admin.cert),
    'client-key-data': base64(admin.key),
  });
  for (const user of LAB_USERS) {
    writeKubeconfig(join(directory, `${user}.kubeconfig`), server, authority, { token: tokenOf(user) });
  }
  return {
    server,
    directory,
    kubeconfig,
    auditLog: join(directory, 'audit.log'),
    kubeconfigOf: (user) => join(directory, `${user}.kubeconfig`),
    apiserver,
    etcd,
    compact: () => compact(store),
  };
}

/** By etcd's own door for JSON, https://etcd.io/docs/v3.4/dev-guide/api_grpc_gateway/ */
async function compact(store: string): Promise<void> {
  const ask = async (path: string, body: object): Promise<unknown> => {
    const answer = await fetch(`${store}/v3/kv/${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`etcd: ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const { header } = (await ask('range', { key: base64('/') })) as { header: { revision: string } };
  await ask('compaction', { revision: header.revision });
}

function etcdFlags(directory: string, store: string, peer: number): string[] {
  const peers = `http://127.0.0.1:${peer}`;
  return [
    ...['--data-dir', join(directory, 'etcd'), '--logger', 'zap', '--log-level', 'warn'],
    ...['--listen-client-urls', store, '--advertise-client-urls', store],
    ...['--listen-peer-urls', peers, '--initial-advertise-peer-urls', peers, '--initial-cluster', `default=${peers}`],
  ];
}

function apiserverFlags(directory: string, store: string, port: number): string[] {
  const file = (name: string) => join(directory, name);
  return [
    ...['--bind-address', '127.0.0.1', '--advertise-address', '127.0.0.1', '--secure-port', String(port)],
    ...['--endpoint-reconciler-type', 'none', '--service-cluster-ip-range', '10.0.0.0/24', '--etcd-servers', store],
    ...['--tls-cert-file', file('server.crt'), '--tls-private-key-file', file('server.key')],
    ...['--client-ca-file', file('ca.crt'), '--token-auth-file', file('tokens.csv'), '--authorization-mode', 'RBAC'],
    ...[
      '--service-account-issuer',
      'https://kubernetes.default.svc',
      '--service-account-key-file',
      file('accounts.key'),
    ],
    ...['--service-account-signing-key-file', file('accounts.key'), '--allow-privileged=true'],
    // No controller makes the default service account, which this plugin would wait for.
    '--disable-admission-plugins=ServiceAccount',
    ...['--audit-policy-file', file('audit-policy.yaml'), '--audit-log-path', file('audit.log')],
    '--audit-log-mode=blocking',
    ...['--admission-control-config-file', file('admission.yaml')],
  ];
}

function writeCredentials(directory: string, authority: KeyPair): void {
  const write = (name: string, text: string) => writeFileSync(join(directory, name), text, { mode: 0o600 });
  const server = issue({ commonName: 'kube-apiserver', dns: ['localhost'], ip: ['127.0.0.1'] }, authority);
  write('ca.crt', authority.cert);
  write('server.crt', server.cert);
  write('server.key', server.key);
  write('accounts.key', issue({ commonName: 'accounts' }, authority).key);
  writeWebhookLogin(directory, authority);
  write('tokens.csv', LAB_USERS.map((user) => `${tokenOf(user)},${user},${user}\n`).join(''));
  // Answers are kept for Secrets, so that a test can see what left the server.
  const rules = [
    { level: 'RequestResponse', verbs: ['get', 'list'], resources: [{ group: '', resources: ['secrets'] }] },
    { level: 'Metadata' },
  ];
  write(
    'audit-policy.yaml',
    stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', omitStages: ['RequestReceived'], rules }),
  );
}

/** The name in the client certificate that the API server shows to webhooks. */
export const WEBHOOK_CALLER = 'kube-apiserver-to-webhooks';

/** https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#authenticate-apiservers */
function writeWebhookLogin(directory: string, authority: KeyPair): void {
  const file = join(directory, 'webhooks.kubeconfig');
  const { cert, key } = issue({ commonName: WEBHOOK_CALLER }, authority);
  const user = { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) };
  // The star is every webhook; elsewhere stands the name of a Service, or host and port.
  writeFileSync(file, stringify({ apiVersion: 'v1', kind: 'Config', users: [{ name: '*', user }] }), { mode: 0o600 });
  const configuration = {
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'WebhookAdmissionConfiguration',
    kubeConfigFile: file,
  };
  const plugins = ['ValidatingAdmissionWebhook', 'MutatingAdmissionWebhook'].map((name) => ({ name, configuration }));
  const admission = { apiVersion: 'apiserver.config.k8s.io/v1', kind: 'AdmissionConfiguration', plugins };
  writeFileSync(join(directory, 'admission.yaml'), stringify(admission));
}

/** A kubeconfig in the lab's directory, for that token. @returns its path */
export function writeTokenKubeconfig({ directory, server }: Lab, name: string, token: string): string {
  const file = join(directory, `${name}.kubeconfig`);
  writeKubeconfig(file, server, { cert: readFileSync(join(directory, 'ca.crt'), 'utf8') }, { token });
  return file;
}

function tokenOf(user: LabUser): string {
  return `lab-token-of-${user}`;
}

function writeKubeconfig(
  file: string,
  server: string,
  authority: Pick<KeyPair, 'cert'>,
  user: Record<string, string>,
): void {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'lab',
    clusters: [{ name: 'lab', cluster: { server, 'certificate-authority-data': base64(authority.cert) } }],
    users: [{ name: 'lab', user }],
    contexts: [{ name: 'lab', context: { cluster: 'lab', user: 'lab' } }],
  };
  writeFileSync(file, stringify(config), { mode: 0o600 });
}

/** Ready, and its own namespaces are made: they follow a moment later. */
async function isReady(server: string, authority: KeyPair, admin: KeyPair): Promise<boolean> {
  const statuses = await Promise.all(
    ['/readyz', '/api/v1/namespaces/default'].map(
      (path) =>
        new Promise<number>((resolve, reject) => {
          const sent = request(new URL(path, server), { ca: authority.cert, ...admin, timeout: 2000 }, (response) => {
            response.resume();
            resolve(response.statusCode ?? 0);
          });
          sent.on('timeout', () => sent.destroy(new Error('timeout')));
          sent.on('error', reject).end();
        }),
    ),
  );
  return statuses.every((status) => status === 200);
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

if (process.argv[1] === import.meta.filename) {
  const lab = await startLab();
  console.log(`kube-apiserver ${VERSION} serves ${lab.server}; Ctrl-C ends it\nexport KUBECONFIG=${lab.kubeconfig}`);
}
