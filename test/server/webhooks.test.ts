import fc from 'fast-check';
import t from 'tap';
import { noScans } from '../../src/context/scans.ts';
import { GatehouseError } from '../../src/errors.ts';
import type { JsonObject } from '../../src/json.ts';
import type { PatchOperation } from '../../src/reports/report.ts';
import { applyPatch } from '../../src/rules/fixes.ts';
import type { AdmissionResponse } from '../../src/webhooks/answer.ts';
import { type Built, build, deployment, onlyRule, review, UID } from './app.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const noLatest = { rules: onlyRule('no-latest') ?? {} };

async function ask({ app }: Built, webhook: string, body: unknown, headers: Record<string, string> = {}) {
  const answer = await app.inject({
    method: 'POST',
    url: `/v1/admission/${webhook}`,
    headers: { 'content-type': 'application/json', ...headers },
    payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
  });
  return { status: answer.statusCode, headers: answer.headers, response: responseOf(answer.payload) };
}

/** The response of an answer that is an AdmissionReview; throws where it is none. */
function responseOf(payload: string): AdmissionResponse {
  const { apiVersion, kind, response } = JSON.parse(payload);
  if (apiVersion !== 'admission.k8s.io/v1' || kind !== 'AdmissionReview') throw new Error(`no review: ${payload}`);
  if (typeof response.uid !== 'string' || typeof response.allowed !== 'boolean')
    throw new Error(`no answer: ${payload}`);
  return response;
}

function patchOf({ patch }: AdmissionResponse): PatchOperation[] {
  return JSON.parse(Buffer.from(patch ?? '', 'base64').toString());
}

t.test('validate', async (t) => {
  const gatehouse = await build(t, { config: { ...noLatest, docs: 'https://docs.example/rules/' } });

  t.test('a violation is denied with rule, path, what is wrong and where to read on', async (t) => {
    const { status, response, headers } = await ask(gatehouse, 'validate', review(deployment('nginx:latest')));

    t.equal(status, 200);
    t.match(response, { uid: UID, allowed: false, status: { code: 403, reason: 'Forbidden' } });
    t.match(response.status?.message, /\[no-latest\] \/spec\/template\/spec\/containers\/0\/image: .*nginx:latest/);
    t.match(response.status?.message, 'https://docs.example/rules/no-latest.md');
    t.match(response.auditAnnotations, { decision: 'deny', violations: 'no-latest=deny', 'request-id': UID });
    t.equal(headers['x-request-id'], UID);
  });

  t.test('what is right is allowed, without noise in the log', async (t) => {
    const before = gatehouse.log.length;

    const { response } = await ask(gatehouse, 'validate', review(deployment('nginx:1.27')));

    t.match(response, { uid: UID, allowed: true, status: undefined, warnings: undefined });
    t.equal(gatehouse.log.slice(before).filter(({ level }) => Number(level) >= 30).length, 0);
  });

  t.test('deletes, status updates, scale and exempt namespaces pass', async (t) => {
    const object = deployment('nginx:latest');
    const passing = [
      review(object, { operation: 'DELETE', object: null, oldObject: object }),
      review(object, { operation: 'CONNECT' }),
      review(object, { operation: 'UPDATE', oldObject: object, subResource: 'status' }),
      review(
        { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'web', namespace: 'shop' } },
        { subResource: 'scale' },
      ),
      review(deployment('nginx:latest', 'kube-system')),
    ];

    for (const body of passing) t.equal((await ask(gatehouse, 'validate', body)).response.allowed, true);
  });

  t.test('objects with keys of Object.prototype are judged as any other', async (t) => {
    const text = JSON.stringify(review(deployment('nginx:latest'))).replace(
      '"labels":{',
      '"labels":{"__proto__":"x","constructor":{"prototype":"y"},',
    );

    const { status, response } = await ask(gatehouse, 'validate', text);

    t.equal(status, 200);
    t.match(response, { uid: UID, allowed: false, status: { code: 403 } });
  });

  t.test('the number and length of what is said is bounded', async (t) => {
    const object = deployment('nginx:latest');
    const containers = Array.from({ length: 200 }, (_, n) => ({ name: `c${n}`, image: `i${'x'.repeat(900)}:latest` }));
    Object.assign(object.spec as JsonObject, { template: { spec: { containers } } });
    const warning = await build(t, { config: { rules: onlyRule('no-latest', { action: 'warn' }) ?? {} } });

    const denied = await ask(gatehouse, 'validate', review(object));
    const warned = await ask(warning, 'validate', review(object));

    t.match(denied.response.status?.message, /and 180 more\ndocs: .*no-latest\.md$/);
    t.ok((denied.response.status?.message.length ?? 0) < 20_000);
    t.equal(warned.response.allowed, true);
    t.equal(warned.response.warnings?.length, 16);
    t.ok(warned.response.warnings?.every((text) => text.length <= 256));
    t.ok(Object.values(denied.response.auditAnnotations ?? {}).every((text) => text.length < 1100));
  });

  t.test('the ids of the caller are taken up and given back', async (t) => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01`, 'x-request-id': 'deploy-42' };

    const both = await ask(gatehouse, 'validate', review(deployment('nginx:1')), headers);
    const hostile = await ask(gatehouse, 'validate', review(deployment('nginx:1')), {
      traceparent: '00-zzz-1-01',
      'x-request-id': `${'x'.repeat(500)}`,
    });

    t.equal(both.headers['x-request-id'], 'deploy-42');
    t.match(String(both.headers.traceparent), new RegExp(`^00-${trace}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`));
    t.equal(hostile.headers['x-request-id'], UID);
    t.match(String(hostile.headers.traceparent), /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  });

  t.test('reviews are counted by webhook, operation and decision', async (t) => {
    const text = await gatehouse.metrics();

    t.match(text, /gatehouse_admission_reviews_total\{webhook="validate",operation="CREATE",decision="deny"\} \d/);
    t.match(text, /gatehouse_violations_total\{rule="no-latest",action="deny",door="admission"\} \d/);
  });
});

t.test('an update of what was let in before the rule was', async (t) => {
  const defaults = { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '1', memory: '1Gi' } };
  const rules = {
    ...onlyRule('no-latest'),
    'resource-limits': { action: 'deny' as const, parameters: { defaults } },
    'required-tags': { action: 'deny' as const, parameters: { required: ['team'], supply: { team: 'core' } } },
  };
  const gatehouse = await build(t, { config: { rules } });
  const old = deployment('nginx:latest');
  const updated = (change: (object: JsonObject) => void) => {
    const object = structuredClone(old);
    change(object);
    return review(object, { operation: 'UPDATE', oldObject: old });
  };
  const annotate = (object: JsonObject) =>
    Object.assign(object.metadata as JsonObject, { annotations: { seen: 'yes' } });
  const scale = (object: JsonObject) => Object.assign(object.spec as JsonObject, { replicas: 0 });
  const podTemplate = (object: JsonObject) => (object.spec as { template: { metadata?: JsonObject } }).template;

  t.test('passes with warnings where it leaves the spec alone, and is not patched', async (t) => {
    for (const change of [annotate, scale]) {
      const { response } = await ask(gatehouse, 'validate', updated(change));
      const mutated = await ask(gatehouse, 'mutate', updated(change));

      t.equal(response.allowed, true);
      t.match(response.warnings, [/^\[no-latest\] .*: \(not new in this update\) .*nginx:latest/]);
      t.match(response.auditAnnotations?.violations, 'no-latest=warn');
      t.equal(mutated.response.patch, undefined, 'a patch would be a rollout that nobody asked for');
    }
  });

  t.test('is denied where it changes the spec, or makes anything worse', async (t) => {
    const template = updated((object) => Object.assign(podTemplate(object), { metadata: { labels: { app: 'x' } } }));
    const untagged = updated((object) => Object.assign(object.metadata as JsonObject, { labels: {} }));

    t.match((await ask(gatehouse, 'validate', template)).response.status?.message, 'no-latest');
    const { response } = await ask(gatehouse, 'validate', untagged);
    const mutated = await ask(gatehouse, 'mutate', untagged);

    t.match(response, { allowed: false, status: { message: /^1 rule violation.*\n- \[required-tags\]/ } });
    t.match(patchOf(mutated.response).at(-1), { path: '/metadata/labels/team', value: 'core' });
    t.notMatch(JSON.stringify(patchOf(mutated.response)), '/spec');
  });

  t.test('never patches what the API server would refuse to change', async (t) => {
    const pod = (image: string): JsonObject => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { containers: [{ name: 'web', image }] },
    });
    const body = review(pod('nginx:2'), { operation: 'UPDATE', oldObject: pod('nginx:1') });

    const patch = patchOf((await ask(gatehouse, 'mutate', body)).response);

    t.match(patch.at(-1), { path: '/metadata/labels/team' });
    t.notMatch(JSON.stringify(patch), '/spec');
  });

  t.test('a debugger or a resize is not held up by what it cannot change', async (t) => {
    const pod = (images: string[]): JsonObject => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { containers: [], ephemeralContainers: images.map((image) => ({ name: 'debug', image })) },
    });
    const debug = (images: string[]) =>
      review(pod(images), { operation: 'UPDATE', subResource: 'ephemeralcontainers', oldObject: pod(['busybox']) });

    t.equal((await ask(gatehouse, 'validate', debug(['busybox', 'busybox:1']))).response.allowed, true);
    t.equal((await ask(gatehouse, 'validate', debug(['busybox', 'alpine']))).response.allowed, false);
  });
});

t.test('what is no review is refused, as an AdmissionReview', async (t) => {
  const gatehouse = await build(t, { config: { ...noLatest, server: { onError: 'allow' } } });
  const valid = review(deployment('nginx:1'));
  const bodies: [string, unknown, Record<string, string>?][] = [
    ['not JSON', '{"apiVersion":'],
    ['nothing', ''],
    ['null', 'null'],
    ['an array', '[]'],
    ['another kind', { ...valid, kind: 'Review' }],
    ['another version', { ...valid, apiVersion: 'admission.k8s.io/v1beta1' }],
    ['no request', { ...valid, request: null }],
    ['a list as object', review(deployment('nginx:1'), { object: [] })],
    ['an invalid content type', JSON.stringify(valid), { 'content-type': 'no type at all' }],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x80])],
  ];
  for (const [name, body, headers] of bodies) {
    for (const webhook of ['validate', 'mutate']) {
      const { status, response } = await ask(gatehouse, webhook, body, headers);

      t.equal(status, 200, name);
      t.match(response, { allowed: false, status: { code: 400, reason: 'BadRequest' } }, name);
    }
  }
});

t.test('a body over the limit is refused under its uid', async (t) => {
  const gatehouse = await build(t, { config: { ...noLatest, server: { onError: 'allow' } } });
  const object = deployment('nginx:1');
  object.data = 'x'.repeat(9 * 1024 * 1024);

  const { status, response } = await ask(gatehouse, 'validate', review(object));

  t.equal(status, 200);
  t.match(response, { uid: UID, allowed: false, status: { code: 413 } });
  t.match(response.status?.message, '8 MiB');
});

t.test('an error is never an implicit allow', async (t) => {
  const secret = 'hunter2-hunter2';
  const errors: unknown[] = [
    new GatehouseError('EVALUATION_FAILED', 'the rules could not be evaluated'),
    new Error(secret),
    new SyntaxError(`Unexpected token in "${secret}"`),
    { message: secret },
    secret,
    undefined,
  ];
  for (const breaks of errors) {
    const denying = await build(t, { breaks });
    const allowing = await build(t, { breaks, config: { server: { onError: 'allow' } } });
    for (const webhook of ['validate', 'mutate']) {
      const denied = await ask(denying, webhook, review(deployment('nginx:1')));
      const allowed = await ask(allowing, webhook, review(deployment('nginx:1')));

      t.match(denied, { status: 200, response: { uid: UID, allowed: false, status: { code: 500 } } });
      t.match(allowed, { status: 200, response: { uid: UID, allowed: true, warnings: [/could not judge/] } });
      t.notOk(JSON.stringify([denied.response, allowed.response]).includes(secret));
    }
    t.match(await denying.metrics(), 'gatehouse_evaluation_errors_total{door="admission"} 2');
    t.equal(denying.log.filter(({ msg }) => msg === 'review not judged').length, 2);
  }
});

t.test('without rules a review is not judged, but the cluster lives on', async (t) => {
  const gatehouse = await build(t, { problem: new GatehouseError('CONFIG_INVALID', 'rules.x is not valid') });
  const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'l', namespace: 'shop' } };
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } };

  const denied = await ask(gatehouse, 'validate', review(deployment('nginx:1')));
  const system = await ask(gatehouse, 'validate', review(deployment('nginx:1', 'kube-system')));
  const leases = await ask(gatehouse, 'validate', review(lease));
  const nodes = await ask(gatehouse, 'mutate', review(node));

  t.match(denied.response, { allowed: false, status: { code: 500, message: /no rules are loaded/ } });
  t.equal(system.response.allowed, true);
  t.equal(leases.response.allowed, true);
  t.equal(nodes.response.allowed, true);
});

t.test('when the time of the API server is over, that is an error', async (t) => {
  const { app } = await build(t);

  const answer = await app.inject({
    method: 'POST',
    url: '/v1/admission/validate?timeout=1us',
    payload: review(deployment('nginx:1')),
  });

  t.match(responseOf(answer.payload), { allowed: false, status: { code: 504, message: /time/ } });
});

t.test('mutate', async (t) => {
  const scans = { ...noScans, configured: true, digest: () => DIGEST };
  const options = { config: { ...noLatest }, scans };
  const gatehouse = await build(t, options);
  const object = deployment('nginx:latest');

  t.test('applies the fixes, after which validate allows and mutate finds nothing more', async (t) => {
    const first = await ask(gatehouse, 'mutate', review(object));
    const mended = applyPatch(object, patchOf(first.response));
    const second = await ask(gatehouse, 'mutate', review(mended));
    const validated = await ask(gatehouse, 'validate', review(mended));

    t.match(first.response, {
      uid: UID,
      allowed: true,
      patchType: 'JSONPatch',
      auditAnnotations: { fixes: 'no-latest' },
    });
    t.match(first.response.warnings, [/\[no-latest\] fixed: /]);
    t.match(JSON.stringify(mended), `nginx@${DIGEST}`);
    t.equal(second.response.patch, undefined);
    t.equal(second.response.patchType, undefined);
    t.equal(validated.response.allowed, true);
  });

  t.test('leaves alone what is not written, waived, only recorded, or exempt', async (t) => {
    const waivers = [
      { rule: 'no-latest', resource: 'shop/Deployment/web', owner: 'o', reason: 'r', expires: '2999-01-01' },
    ];
    const waived = await build(t, { ...options, config: { ...noLatest, waivers } });
    const recorded = await build(t, {
      ...options,
      config: { rules: onlyRule('no-latest', { action: 'audit' }) ?? {} },
    });
    const untouched: [Built, JsonObject][] = [
      [gatehouse, review(object, { operation: 'DELETE', oldObject: object })],
      [gatehouse, review(object, { operation: 'UPDATE', oldObject: object, subResource: 'status' })],
      [gatehouse, review(deployment('nginx:latest', 'kube-system'))],
      [waived, review(object)],
      [recorded, review(object)],
    ];

    for (const [built, body] of untouched) {
      const { response } = await ask(built, 'mutate', body);
      t.match(response, { allowed: true, patch: undefined, patchType: undefined });
    }
  });

  t.test('never denies for a violation that it cannot mend', async (t) => {
    const unmended = await build(t, { config: { ...noLatest } });

    const { response } = await ask(unmended, 'mutate', review(object));

    t.match(response, { allowed: true, patch: undefined });
  });
});

t.test('whatever comes, an AdmissionReview goes back, and only a good review is allowed', async (t) => {
  const gatehouse = await build(t, { config: { ...noLatest }, level: 'silent' });
  const key = fc.constantFrom('apiVersion', 'kind', 'request', 'uid', 'object', 'operation', '__proto__', 'spec', 'a');
  const anything = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom('AdmissionReview', 'admission.k8s.io/v1', 'CREATE', UID, 'Deployment', ''),
      fc.jsonValue(),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(key, tie('value'), { maxKeys: 5 }),
    ),
  })).value;
  const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));
  const broken = fc
    .tuple(fc.nat(), anything)
    .map(([at, value]) => spoil(review(deployment('nginx:latest')), at, value));
  const body = fc.oneof(
    bytes,
    anything.map((value) => JSON.stringify(value)),
    broken,
  );

  await fc.assert(
    fc.asyncProperty(body, fc.constantFrom('validate', 'mutate'), async (payload, webhook) => {
      const { status, response } = await ask(gatehouse, webhook, payload);
      if (status !== 200) return false;
      if (!response.allowed) return response.status?.message !== '';
      return webhook === 'mutate' || !isDenied(String(payload));
    }),
    { numRuns: 400 },
  );
  t.pass();
});

/** The review with one of its values exchanged. */
function spoil(body: JsonObject, at: number, value: unknown): string {
  const places: [JsonObject, string][] = [];
  const walk = (node: unknown) => {
    if (typeof node !== 'object' || node === null) return;
    for (const name of Object.keys(node)) {
      places.push([node as JsonObject, name]);
      walk((node as JsonObject)[name]);
    }
  };
  walk(body);
  const [node, name] = places[at % places.length] as [JsonObject, string];
  node[name] = value as JsonObject;
  return JSON.stringify(body);
}

/** A whole review of a Deployment whose image is `latest`, in a namespace that is judged. */
function isDenied(text: string): boolean {
  try {
    const { apiVersion, kind, request } = JSON.parse(text);
    return (
      apiVersion === 'admission.k8s.io/v1' &&
      kind === 'AdmissionReview' &&
      request.operation === 'CREATE' &&
      request.subResource === undefined &&
      request.kind.group === 'apps' &&
      request.kind.kind === 'Deployment' &&
      request.namespace === 'shop' &&
      request.object.apiVersion === 'apps/v1' &&
      request.object.kind === 'Deployment' &&
      request.object.metadata.deletionTimestamp === undefined &&
      request.object.spec.template.spec.containers[0].image === 'nginx:latest'
    );
  } catch {
    return false;
  }
}
