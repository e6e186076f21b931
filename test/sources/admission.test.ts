import fc from 'fast-check';
import t from 'tap';
import type { JsonObject, JsonValue } from '../../src/json.ts';
import { ReviewError, readReview, resourceOf } from '../../src/sources/admission/review.ts';
import { kubernetesResource } from '../../src/sources/kubernetes/resource.ts';

const UID = '705ab4f5-6393-11e8-b7cc-42010a800002';

const POD: JsonObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'shop', labels: { team: 'a' } },
  spec: {
    containers: [{ name: 'web', image: 'nginx:1.27' }],
    ephemeralContainers: [{ name: 'debugger', image: 'busybox:1' }],
  },
};

/** As kube-apiserver sends it. */
function review(request: JsonObject = {}): JsonObject {
  return {
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: {
      uid: UID,
      kind: { group: '', version: 'v1', kind: 'Pod' },
      resource: { group: '', version: 'v1', resource: 'pods' },
      requestKind: { group: '', version: 'v1', kind: 'Pod' },
      name: 'web',
      namespace: 'shop',
      operation: 'CREATE',
      userInfo: { username: 'alice', groups: ['dev', 'system:authenticated'], extra: { a: ['b'] } },
      object: POD,
      oldObject: null,
      dryRun: false,
      options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1' },
      ...request,
    },
  };
}

t.test('a review is read whole', async (t) => {
  const read = readReview(review({ dryRun: true }));

  t.same(read, {
    uid: UID,
    operation: 'CREATE',
    kind: { group: '', version: 'v1', kind: 'Pod' },
    resource: { group: '', version: 'v1', resource: 'pods' },
    namespace: 'shop',
    name: 'web',
    dryRun: true,
    userInfo: { username: 'alice', groups: ['dev', 'system:authenticated'] },
    options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1' },
    object: POD,
  });
  t.same(resourceOf(read), { ...kubernetesResource(POD), operation: 'create' }, 'the same resource as a manifest');
});

t.test('what the object does not say, the request does', async (t) => {
  const resource = resourceOf(readReview(review({ object: { metadata: { generateName: 'web-' }, spec: {} } })));
  t.match(resource, { type: 'v1/Pod', id: 'shop/Pod/web', namespace: 'shop' });

  const custom = resourceOf(
    readReview(
      review({
        kind: { group: 'acme.io', version: 'v1', kind: 'Widget' },
        name: '',
        object: { metadata: { generateName: 'w-' } },
      }),
    ),
  );
  t.match(custom, { type: 'acme.io/v1/Widget', id: 'shop/Widget/w-*', facets: { tags: {} } });
});

t.test('operations and subresources', async (t) => {
  const read = (request: JsonObject) => resourceOf(readReview(review(request)));

  t.equal(read({ operation: 'UPDATE', oldObject: POD }).operation, 'update');
  t.equal(read({ operation: 'UPDATE', oldObject: POD }).facets.containers?.length, 2);

  const deleted = read({ operation: 'DELETE', object: null, oldObject: POD });
  t.equal(deleted.operation, 'delete');
  t.equal(deleted.id, 'shop/Pod/web');

  const connect = read({
    operation: 'CONNECT',
    subResource: 'exec',
    kind: { group: '', version: 'v1', kind: 'PodExecOptions' },
    object: { kind: 'PodExecOptions', apiVersion: 'v1', command: ['sh'] },
  });
  t.equal(connect.operation, 'connect');
  t.same(connect.facets, {});
  t.equal(connect.name, 'web');

  const ending = { ...POD, metadata: { name: 'web', namespace: 'shop', deletionTimestamp: '2026-01-01T00:00:00Z' } };
  t.equal(
    read({ operation: 'UPDATE', object: { ...POD, metadata: { name: 'web' } }, oldObject: ending }).operation,
    'delete',
    'a finalizer comes off what is being deleted',
  );
  t.equal(
    read({ operation: 'UPDATE', object: ending, oldObject: POD }).operation,
    'update',
    'a deletionTimestamp that only the new object claims counts for nothing',
  );

  const debug = read({ operation: 'UPDATE', subResource: 'ephemeralcontainers', oldObject: POD });
  t.same(Object.keys(debug.facets), ['containers']);
  t.same(
    debug.facets.containers?.map(({ name }) => name),
    ['debugger'],
    'only what the subresource can change is judged',
  );
  const resized = read({ operation: 'UPDATE', subResource: 'resize', oldObject: POD });
  t.same(
    resized.facets.containers?.map(({ name }) => name),
    ['web'],
  );
  for (const subResource of ['status', 'scale', 'eviction', 'binding', 'token']) {
    t.same(read({ operation: 'UPDATE', subResource, oldObject: POD }).facets, {}, subResource);
  }
});

t.test('a Secret is kept raw for patches and redacted for rules', async (t) => {
  const secret: JsonObject = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's' },
    data: { password: 'aHVudGVyMg==' },
  };
  const read = readReview(
    review({
      kind: { group: '', version: 'v1', kind: 'Secret' },
      operation: 'UPDATE',
      object: secret,
      oldObject: secret,
    }),
  );

  t.same(read.object, secret);
  t.notOk(JSON.stringify(resourceOf(read)).includes('aHVudGVyMg=='));
  t.notOk(
    JSON.stringify(resourceOf(readReview(review({ operation: 'DELETE', object: null, oldObject: secret })))).includes(
      'aHVud',
    ),
  );
});

t.test('what is wrong with a review is named, and its uid is kept', async (t) => {
  const without = (key: string) => {
    const body = review();
    delete (body.request as JsonObject)[key];
    return body;
  };
  const cases: [unknown, string, RegExp, boolean][] = [
    [null, 'the body', /not a JSON object/, false],
    ['text', 'the body', /not a JSON object/, false],
    [[], 'the body', /not a JSON object/, false],
    [{ ...review(), kind: 'Pod' }, '/kind', /AdmissionReview/, true],
    [
      { ...review(), apiVersion: 'admission.k8s.io/v1beta1' },
      '/apiVersion',
      /v1beta1, which ended.*admissionReviewVersions/,
      true,
    ],
    [{ ...review(), apiVersion: 'admission.k8s.io/v2' }, '/apiVersion', /is not admission.k8s.io\/v1/, true],
    [{ ...review(), request: null }, '/request', /missing/, false],
    [without('uid'), '/request/uid', /missing/, false],
    [review({ uid: 7 }), '/request/uid', /not a string/, false],
    [without('operation'), '/request/operation', /CREATE, UPDATE, DELETE, CONNECT/, true],
    [review({ operation: 'PATCH' }), '/request/operation', /none of/, true],
    [without('kind'), '/request/kind/kind', /missing/, true],
    [without('object'), '/request/object', /CREATE has one/, true],
    [review({ object: [POD] }), '/request/object', /not an object/, true],
    [review({ operation: 'UPDATE', oldObject: 'x' }), '/request/oldObject', /not an object/, true],
  ];
  for (const [body, where, message, hasUid] of cases) {
    try {
      readReview(body);
      t.fail(`${where} was accepted`);
    } catch (thrown) {
      t.type(thrown, ReviewError);
      const error = thrown as ReviewError;
      t.equal(error.code, 'REVIEW_INVALID');
      t.equal(error.where, where);
      t.match(error.message, message);
      t.equal(error.uid, hasUid ? UID : undefined);
    }
  }
});

t.test('any body is read or refused, and nothing else', async (t) => {
  const anything = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<JsonValue>;
  const request = fc.record(
    {
      uid: fc.constantFrom<JsonValue>(UID, '', 5),
      operation: fc.constantFrom('CREATE', 'UPDATE', 'DELETE', 'CONNECT', 'X'),
      kind: fc.oneof(anything, fc.constant({ kind: 'Pod', version: 'v1', group: '' })),
      resource: anything,
      name: anything,
      namespace: anything,
      subResource: anything,
      userInfo: anything,
      options: anything,
      object: fc.oneof(anything, fc.constant(POD)),
      oldObject: anything,
    },
    { requiredKeys: [] },
  );
  const isDecided = fc.property(
    fc.oneof(
      anything,
      request.map((fields) => review(fields as JsonObject)),
    ),
    (body) => {
      try {
        return readReview(body).uid === UID;
      } catch (thrown) {
        return thrown instanceof ReviewError;
      }
    },
  );

  t.doesNotThrow(() => fc.assert(isDecided, { numRuns: 1000 }));
});
