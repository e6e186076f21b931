import { inspect } from 'node:util';
import t, { type Test } from 'tap';
import { GatehouseError } from '../../../src/errors.ts';
import type { JsonObject } from '../../../src/json.ts';
import { type ReadClusterOptions, readCluster } from '../../../src/sources/cluster/cluster.ts';
import { type FakeCluster, fakeCluster, kubeconfigText, TOKEN, writeKubeconfig } from './fake.ts';

const DEPLOYMENTS = '/apis/apps/v1/deployments';

function object(name: string, more: JsonObject = {}): JsonObject {
  return { metadata: { name, namespace: 'shop', uid: `uid-${name}`, ...(more.metadata as JsonObject) } };
}

function workload(name: string, owner?: JsonObject): JsonObject {
  const ownerReferences = owner === undefined ? [] : [{ ...owner, controller: true }];
  const pod = { containers: [{ name: 'web', image: 'nginx:1.27' }] };
  return { ...object(name, { metadata: { ownerReferences } }), spec: { ...pod, template: { spec: pod } } };
}

function read({ kubeconfig }: FakeCluster, options: ReadClusterOptions = {}) {
  return readCluster({ kubeconfig, backoff: 1, timeout: 5000, ...options });
}

async function failure(promise: Promise<unknown>): Promise<GatehouseError> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof GatehouseError) return error;
  throw new Error(`not refused with a GatehouseError: ${inspect(error)}`);
}

t.test('every type is read once, in its preferred version, with apiVersion and kind', async (t) => {
  const cluster = await fakeCluster(t, ({ path }) => {
    if (path === DEPLOYMENTS) return { body: { items: [workload('web')] } };
    if (path.endsWith('/carts') || path.endsWith('/coupons')) return { body: { items: [object('one')] } };
    return undefined;
  });
  const progress: number[][] = [];

  const { resources, warnings, server } = await read(cluster, { progress: (...at) => progress.push(at) });

  t.strictSame(warnings, []);
  t.equal(server, cluster.server);
  t.strictSame(
    resources.map(({ resource }) => `${resource.type} ${resource.id}`),
    [
      'apps/v1/Deployment shop/Deployment/web',
      'shop.example.com/v1/Cart shop/Cart/one',
      'shop.example.com/v1alpha1/Coupon shop/Coupon/one',
    ],
  );
  t.match(resources[0]?.resource.object, { apiVersion: 'apps/v1', kind: 'Deployment' });
  const listed = cluster.asked.map(({ path }) => path);
  t.notOk(listed.some((path) => path.includes('metrics') || path.endsWith('/events') || path.endsWith('/log')));
  t.strictSame(progress.at(-1), [9, 9, 3]);
});

t.test('pages are followed to their end', async (t) => {
  const cluster = await fakeCluster(t, ({ path, query }) => {
    if (path !== DEPLOYMENTS) return undefined;
    const at = Number(query.get('continue') ?? 0);
    const items = Array.from({ length: 500 }, (_, index) => workload(`web-${at * 500 + index}`));
    return { body: { items, metadata: at < 2 ? { continue: String(at + 1) } : {} } };
  });

  const { resources } = await read(cluster);

  t.equal(resources.length, 1500);
  t.equal(new Set(resources.map(({ resource }) => resource.id)).size, 1500);
  t.ok(cluster.asked.filter(({ path }) => path === DEPLOYMENTS).every(({ query }) => query.get('limit') === '500'));
});

t.test('a list that expires half way', async (t) => {
  const expiring = (continued: string | undefined) => {
    let expired = false;
    return fakeCluster(t, ({ path, query }) => {
      if (path !== DEPLOYMENTS) return undefined;
      const token = query.get('continue');
      if (token === null) return { body: { items: [workload('a')], metadata: { continue: 'old' } } };
      if (token === 'old' && !expired) {
        expired = true;
        return { status: 410, body: { message: 'expired', metadata: continued ? { continue: continued } : {} } };
      }
      return { body: { items: [workload('b')], metadata: {} } };
    });
  };

  for (const [how, continued] of [
    ['starts again', undefined],
    ['goes on where the server offers it', 'new'],
  ] as const) {
    const { resources, warnings } = await read(await expiring(continued));

    t.strictSame(warnings, [], how);
    t.strictSame(
      resources.map(({ resource }) => resource.name),
      ['a', 'b'],
      how,
    );
  }
});

t.test('the server is given time when it asks for it', async (t) => {
  const cluster = await fakeCluster(t, ({ path }) => {
    if (path !== DEPLOYMENTS) return undefined;
    const tried = cluster.asked.filter((asked) => asked.path === DEPLOYMENTS).length;
    if (tried === 1) return { status: 429, headers: { 'retry-after': '1' } };
    if (tried === 2) return { status: 503, body: 'no healthy upstream' };
    return { body: { items: [workload('web')] } };
  });
  const started = Date.now();

  const { resources, warnings } = await read(cluster);

  t.equal(resources.length, 1);
  t.strictSame(warnings, []);
  t.ok(Date.now() - started >= 990, 'Retry-After is in seconds');
});

t.test('what could not be read is said, not passed over', async (t) => {
  const forbidden = { status: 403, body: { message: 'pods is forbidden: User "x" cannot list resource "pods"' } };
  const cluster = await fakeCluster(t, ({ path, query }) => {
    if (path === '/api/v1/pods') return forbidden;
    if (path === '/apis/policy/v1/poddisruptionbudgets' || path === '/api/v1/limitranges') return forbidden;
    if (path === '/apis/apps/v1/replicasets') return { status: 405 };
    if (path.endsWith('/coupons')) return { status: 404 };
    if (path === '/apis/shop.example.com/v1') return { status: 503, body: 'no endpoints available' };
    if (path !== DEPLOYMENTS) return undefined;
    // The first page comes, the second never does.
    return query.has('continue') ? { status: 500 } : { body: { items: [workload('a')], metadata: { continue: 'x' } } };
  });

  const { resources, warnings, inventory } = await read(cluster);

  t.strictSame(resources, [], 'half a list counts as none');
  t.strictSame(warnings, [
    'shop.example.com/v1 was not audited: the server does not say what it holds (503)',
    'v1/Pod was not audited: 403: pods is forbidden: User "x" cannot list resource "pods"; grant it the verb list on pods',
    'v1/LimitRange was not audited: 403: pods is forbidden: User "x" cannot list resource "pods"; ' +
      'grant it the verb list on limitranges',
    'apps/v1/Deployment was not audited: 500',
    'policy/v1/PodDisruptionBudget was not audited: 403: pods is forbidden: User "x" cannot list resource "pods"; ' +
      'grant it the verb list on poddisruptionbudgets',
  ]);
  const subject = { facets: { replicas: {} } } as Parameters<typeof inventory.budgets>[0];
  t.equal(inventory.budgets(subject).known, false, 'budgets that cannot be seen are not missing');
  t.same(inventory.limitRanges?.(subject), { known: false, ranges: [] }, 'nor are LimitRanges');
});

t.test('of a Secret only its metadata is asked for, and less is kept', async (t) => {
  const annotations = {
    'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"password":"aHVudGVyMg=="}}',
    'openshift.io/token-secret.value': `eyJhbGciOiJSUzI1NiJ9.${'hunter2'.repeat(99)}`,
    owner: 'shop',
  };
  const metadata = { ...(object('s').metadata as JsonObject), labels: { team: 'a' }, annotations, managedFields: [{}] };
  const cluster = await fakeCluster(t, ({ path }) => {
    if (path === '/api/v1/secrets') return { body: { items: [{ kind: 'PartialObjectMetadata', metadata }] } };
    if (path === DEPLOYMENTS)
      return { body: { items: [{ ...workload('web'), metadata: { ...metadata, annotations } }] } };
    return undefined;
  });

  const { resources } = await read(cluster);

  const [secret, deployment] = resources.map(({ resource }) => resource);
  t.match(secret, {
    type: 'v1/Secret',
    id: 'shop/Secret/s',
    labels: { team: 'a' },
    object: { metadata: { annotations: { owner: 'shop' } } },
  });
  t.notMatch(JSON.stringify(secret), /hunter2|aHVudGVyMg|managedFields/);
  t.notMatch(JSON.stringify(deployment), /last-applied|managedFields/);
  const accept = (path: string) => cluster.asked.find((asked) => asked.path === path)?.accept;
  t.equal(accept('/api/v1/secrets'), 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1');
  t.equal(accept(DEPLOYMENTS), 'application/json');
});

t.test('what a workload made is judged by its template, and what only says so by itself', async (t) => {
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'uid-web' };
  const replicaSet = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-1', uid: 'uid-web-1' };
  const old = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-0', uid: 'uid-web-0' };
  const operator = { apiVersion: 'shop.example.com/v1', kind: 'Cart', name: 'cart', uid: 'uid-cart' };
  const running = (name: string, owner: JsonObject, image: string, replicas = 1): JsonObject => {
    const spec = { containers: [{ name: 'web', image }] };
    return { ...workload(name, owner), spec: { ...spec, replicas, template: { spec } } };
  };
  const mixed = workload('web-1-mixed', replicaSet);
  mixed.spec = {
    containers: [
      { name: 'web', image: `nginx:1.27@sha256:${'a'.repeat(64)}` },
      { name: 'proxy', image: 'proxy' },
    ],
  };
  const cluster = await fakeCluster(t, ({ path }) => {
    if (path === DEPLOYMENTS) return { body: { items: [workload('web')] } };
    if (path === '/apis/apps/v1/replicasets') {
      const revisions = [running('web-0', deployment, 'nginx:latest', 0), running('web-2', deployment, 'nginx:latest')];
      return { body: { items: [workload('web-1', deployment), ...revisions] } };
    }
    if (path !== '/api/v1/pods') return undefined;
    const claims = [
      running('another-image', replicaSet, 'evil:1'),
      running('no-such-owner', { ...replicaSet, uid: 'uid-gone' }, 'nginx:1.27'),
      running('of-another-name', { ...replicaSet, name: 'web-9' }, 'nginx:1.27'),
      running('of-a-deployment', deployment, 'nginx:1.27'),
    ];
    const made = [workload('web-1-x', replicaSet), running('web-0-x', old, 'nginx:latest')];
    return { body: { items: [workload('alone'), ...made, workload('of-an-operator', operator), mixed, ...claims] } };
  });

  const { resources, owned } = await read(cluster);

  const names = resources.map(({ resource }) => resource.name);
  t.same(
    new Set(names),
    new Set([
      'alone',
      'another-image',
      'no-such-owner',
      'of-a-deployment',
      'of-an-operator',
      'of-another-name',
      'web',
      'web-1-mixed',
      'web-2',
    ]),
  );
  t.equal(owned, 4, 'also a revision that nothing runs of, and what its Pods were made from');
  const proxied = resources.find(({ resource }) => resource.name === 'web-1-mixed')?.resource;
  t.strictSame(Object.keys(proxied?.facets ?? {}), ['containers']);
  t.strictSame(
    proxied?.facets.containers?.map(({ name }) => name),
    ['proxy'],
    'of a Pod only what its owner lacks',
  );
});

t.test('a cluster that cannot be read says which, and what to do', async (t) => {
  const unauthorised = await fakeCluster(t, () => ({ status: 401, body: { message: 'Unauthorized' } }));
  const forbidden = await fakeCluster(t, ({ path }) =>
    /\/(v1|v1alpha1|v1beta1|apis)$/.test(path) ? undefined : { status: 403, body: { message: 'no' } },
  );
  const webPage = await fakeCluster(t, () => ({ body: '<html>Sign in</html>' }));
  const slow = await fakeCluster(t, () => ({ delay: 500 }));
  const nobody = writeKubeconfig(t, kubeconfigText('http://127.0.0.1:1'));
  const cases: [string, () => Promise<unknown>, RegExp][] = [
    [
      'credentials',
      () => read(unauthorised),
      /refused the credentials of the context fake \(401 Unauthorized\): log in again/,
    ],
    [
      'rights',
      () => read(forbidden),
      /lets the context fake list nothing.*ClusterRole.*v1\/Namespace was not audited: 403: no/,
    ],
    ['not an API server', () => read(webPage), /does not answer with JSON/],
    ['time', () => read(slow, { timeout: 100 }), /cannot be reached \(no answer within 0.1 s\): check/],
    ['nothing there', () => readCluster({ kubeconfig: nobody }), /127\.0\.0\.1:1 cannot be reached \(.*ECONNREFUSED/],
  ];

  for (const [what, attempt, expected] of cases) {
    const error = await failure(attempt());

    t.equal(error.code, 'CLUSTER_UNREACHABLE', what);
    t.match(error.message, expected, what);
    t.notMatch(inspect(error, { depth: 9 }), TOKEN, what);
  }
  t.ok(unauthorised.asked.every(({ authorization }) => authorization === `Bearer ${TOKEN}`));
});

t.test('a kubeconfig that is wrong is named, and quoted nowhere', async (t) => {
  const good = kubeconfigText('http://127.0.0.1:1');
  const cases: [string, string | undefined, string | undefined, RegExp][] = [
    ['context', good, 'other', /has no context other; it has fake/],
    ['cluster', good.replace('{cluster: fake', '{cluster: gone'), undefined, /names the cluster gone, which it lacks/],
    ['user', good.replace('user: fake}', 'user: gone}'), undefined, /names the user gone, which it lacks/],
    ['server', good.replace('http://127.0.0.1:1', 'nowhere'), undefined, /its cluster fake has no server URL/],
    ['no context', good.replace('current-context: fake', ''), undefined, /has no current context.*\(fake\)/],
    ['YAML', good.replace(`${TOKEN}}`, `"${TOKEN}`), undefined, /is not a kubeconfig: its YAML is wrong near line/],
    ['something else', '[]', undefined, /has no current context|is not a kubeconfig/],
    ['missing', undefined, undefined, /ENOENT/],
  ];

  for (const [what, text, context, expected] of cases) {
    const kubeconfig = text === undefined ? '/nonexistent/config' : writeKubeconfig(t, text);

    const error = await failure(readCluster({ kubeconfig, context }));

    t.equal(error.code, 'CLUSTER_UNREACHABLE', what);
    t.match(error.message, expected, what);
    t.ok(error.message.startsWith(kubeconfig), `${what}: names the file`);
    t.notMatch(inspect(error, { depth: 9 }), TOKEN, what);
  }
});

t.test('credential plugins', async (t) => {
  const credential = (token: string) =>
    `{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"${token}"}}`;
  const withPlugin = ({ server }: FakeCluster, script: string) => {
    const exec = JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', command: 'sh', args: ['-c', script] });
    return writeKubeconfig(t, kubeconfigText(server).replace(`{token: ${TOKEN}}`, `{exec: ${exec}}`));
  };

  t.test('a token that ran out half way is asked for anew', async (t) => {
    let refused = 0;
    const cluster = await fakeCluster(t, ({ path }) => {
      if (path !== DEPLOYMENTS) return undefined;
      refused += 1;
      return refused === 1 ? { status: 401 } : { body: { items: [workload('web')] } };
    });
    const kubeconfig = withPlugin(cluster, `echo '${credential('plugin-token')}'`);

    const { resources } = await readCluster({ kubeconfig });

    t.equal(resources.length, 1);
    t.ok(cluster.asked.every(({ authorization }) => authorization === 'Bearer plugin-token'));
  });

  t.test('one that fails is named, and what it printed is not repeated', async (t) => {
    const cluster = await fakeCluster(t);
    const failing = await failure(readCluster({ kubeconfig: withPlugin(cluster, 'echo session expired >&2; exit 1') }));
    const talking = await failure(readCluster({ kubeconfig: withPlugin(cluster, `echo ${TOKEN}`) }));

    t.match(failing.message, /^the credential plugin sh of the context fake failed: session expired/);
    t.match(talking.message, /^the credential plugin sh of the context fake failed: its answer is not JSON/);
    t.notMatch(inspect(talking, { depth: 9 }), TOKEN);
  });
});

t.test('the usual places are those of kubectl', async (t) => {
  const [first, second] = [await fakeCluster(t), await fakeCluster(t)];
  const other = kubeconfigText(second.server).replaceAll('fake', 'other').replace('current-context: other', '');
  const files = ['/nonexistent', first.kubeconfig, writeKubeconfig(t, other)].join(':');
  setEnvironment(t, { KUBECONFIG: files });

  const current = await readCluster();
  const chosen = await readCluster({ context: 'other' });

  t.equal(current.server, first.server);
  t.equal(chosen.server, second.server);
  setEnvironment(t, { KUBECONFIG: undefined, HOME: '/nonexistent', KUBERNETES_SERVICE_HOST: undefined });
  const error = await failure(readCluster());
  t.match(error.message, /no kubeconfig found: name one, set KUBECONFIG/);
});

t.test('reading stops when it is told to', async (t) => {
  const stop = new AbortController();
  const cluster = await fakeCluster(t, ({ path }) => {
    if (path !== DEPLOYMENTS) return undefined;
    stop.abort(new Error('enough'));
    return { delay: 10_000 };
  });

  await t.rejects(read(cluster, { signal: stop.signal }), { message: 'enough' });
});

function setEnvironment(t: Test, values: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(values)) {
    const before = process.env[name];
    const set = (to: string | undefined) => {
      if (to === undefined) delete process.env[name];
      else process.env[name] = to;
    };
    t.teardown(() => set(before));
    set(value);
  }
}
