import fc from 'fast-check';
import { applyPatch as reference } from 'rfc6902';
import t from 'tap';
import { messageOf } from '../../src/errors.ts';
import type { JsonObject, JsonValue } from '../../src/json.ts';
import type { PatchOperation, Violation } from '../../src/reports/report.ts';
import { fromPointer, toPointer } from '../../src/resource/pointer.ts';
import type { RuleMetadata } from '../../src/rules/catalogue.ts';
import { resolveParameters } from '../../src/rules/check-parameters.ts';
import { applyPatch, completePatch, converge } from '../../src/rules/fixes.ts';
import { defaultParameters, parseDuration } from '../../src/rules/parameters.ts';
import { endOf, startOf } from '../../src/rules/time.ts';

const add = (path: string, value: JsonValue): PatchOperation => ({ op: 'add', path, value });

t.test('a patch is made complete', async (t) => {
  t.same(completePatch({ metadata: {} }, [add('/metadata/labels/team', 'shop')]), [
    add('/metadata/labels', {}),
    add('/metadata/labels/team', 'shop'),
  ]);
  t.same(
    completePatch({ metadata: { labels: null } }, [add('/metadata/labels/a~1b', '1'), add('/metadata/labels/c', '2')]),
    [add('/metadata/labels', {}), add('/metadata/labels/a~1b', '1'), add('/metadata/labels/c', '2')],
    'a null parent is replaced, and made only once',
  );
  t.same(completePatch({ a: { b: 1 } }, [add('/a/b', 2)]), [{ op: 'replace', path: '/a/b', value: 2 }]);
  t.same(completePatch({ a: {} }, [{ op: 'replace', path: '/a/b', value: 2 }]), [add('/a/b', 2)]);
  t.same(completePatch({ a: {} }, [{ op: 'remove', path: '/a/b' }]), []);
  t.same(completePatch({ a: { b: 1 } }, [add('/a', {})]), [], 'what exists is not emptied');
  t.same(completePatch({ a: [1] }, [add('/a/-', 2)]), [add('/a/-', 2)]);
});

t.test('applying a complete patch gives what RFC 6902 says, and leaves the object as it was', async (t) => {
  const key = fc.constantFrom('a', 'b', 'c/d', 'e~f', '__proto__', 'constructor', '0');
  const { object } = fc.letrec<{ object: JsonObject; value: JsonValue }>((tie) => ({
    object: fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }) as fc.Arbitrary<JsonObject>,
    value: fc.oneof({ maxDepth: 3 }, fc.integer(), fc.string(), fc.constant(null), tie('object')),
  }));
  const path = fc.array(key, { minLength: 1, maxLength: 3 }).map(toPointer);
  const operation = fc.oneof(
    fc.record({ op: fc.constantFrom('add' as const, 'replace' as const), path, value: fc.string() }),
    fc.record({ op: fc.constant('remove' as const), path }),
  );
  fc.assert(
    fc.property(object, fc.array(operation, { maxLength: 4 }), (object, operations) => {
      // A rule's patch never reaches through a value that is no object.
      const fits = (path: string) => {
        let node: JsonValue | undefined = object;
        for (const key of fromPointer(path).slice(0, -1)) {
          if (node === undefined || node === null) return true;
          if (typeof node !== 'object' || Array.isArray(node)) return false;
          node = Object.hasOwn(node, key) ? node[key] : undefined;
        }
        return node === undefined || node === null || (typeof node === 'object' && !Array.isArray(node));
      };
      const distinct = operations.filter(({ path }) => fits(path)).slice(0, 1);
      const before = JSON.stringify(object);
      const complete = completePatch(object, distinct);
      const result = applyPatch(object, complete);
      const expected = JSON.parse(before) as JsonObject;
      // The reference library refuses `__proto__` as a key, as a guard of its own.
      if (complete.every(({ path }) => !path.includes('__proto__') && !path.includes('constructor'))) {
        for (const error of reference(expected, complete as never)) if (error) throw error;
        t.same(result, expected);
      }
      return JSON.stringify(object) === before && completePatch(result, distinct).every(({ op }) => op === 'replace');
    }),
  );
});

t.test('fixes are applied until nothing is left that they can mend', async (t) => {
  const violation = (rule: string, patch: PatchOperation[]): Violation => ({
    rule,
    severity: 'low',
    action: 'deny',
    resource: { source: 'kubernetes', type: 'v1/Pod', id: 'Pod/a', name: 'a' },
    path: patch[0]?.path ?? '',
    message: rule,
    fingerprint: rule,
    fix: { description: rule, patch },
  });
  const judge = (object: JsonObject): Violation[] => {
    if (object.a === undefined) return [violation('a', [add('/a', 1)]), violation('l', [add('/labels/x', '1')])];
    if (object.b === undefined) return [violation('b', [add('/b', 2)])];
    return [];
  };

  const fixed = converge({}, judge);

  t.same(fixed.object, { a: 1, labels: { x: '1' }, b: 2 });
  t.same(
    fixed.applied.map(({ rule }) => rule),
    ['a', 'l', 'b'],
  );
  t.same(applyPatch({}, fixed.patch), fixed.object, 'the patch leads from the one to the other');
  t.same(converge(fixed.object, judge).patch, [], 'a second time there is nothing to do');

  const stubborn = converge({}, () => [violation('never', [add('/a', 1)])]);
  t.same(stubborn.patch.length, 1, 'a fix that does not end its violation is not repeated');
});

t.test('parameters', async (t) => {
  const rule = {
    id: 'x',
    parameters: {
      type: 'object',
      additionalProperties: false,
      properties: {
        max: { type: 'object', additionalProperties: { type: ['string', 'number'], format: 'quantity' }, default: {} },
        maxAge: { type: 'string', format: 'duration', default: '24h' },
        patterns: { type: 'object', additionalProperties: { type: 'string', format: 'regex' }, default: {} },
        keys: { type: 'array', items: { type: 'string' }, default: ['a'] },
        on: { type: 'boolean' },
      },
    },
  } as unknown as RuleMetadata;
  const problem = (given: Record<string, unknown>) => {
    try {
      resolveParameters(rule, given);
      return 'accepted';
    } catch (thrown) {
      return messageOf(thrown);
    }
  };

  t.same(defaultParameters(rule), { max: {}, maxAge: { text: '24h', value: 86_400 }, patterns: {}, keys: ['a'] });
  t.same(resolveParameters(rule, { max: { memory: '1.5Gi', cpu: 2 }, keys: [] }), {
    max: { memory: { text: '1.5Gi', value: 1_610_612_736 }, cpu: { text: '2', value: 2 } },
    maxAge: { text: '24h', value: 86_400 },
    patterns: {},
    keys: [],
  });
  t.match(problem({ max: { memory: '1,5Gi' } }), /rules\.x\.parameters\.max\.memory of rule x must be a quantity/);
  t.match(problem({ maxAge: '24' }), /maxAge of rule x must be a duration, which "24" is not/);
  t.match(problem({ patterns: { a: '(' } }), /patterns\.a of rule x must be a regex/);
  t.match(
    problem({ patterns: { a: '(?=x)' } }),
    /regex/,
    'RE2 has no lookahead, and says so at load, not at a request',
  );
  t.match(problem({ on: 'yes' }), /on of rule x must be of type boolean, not string/);
  t.match(problem({ keys: [1] }), /keys\.0 of rule x must be of type string, not number/);
  t.equal(parseDuration('1h30m'), 5400);
  t.equal(parseDuration('30d'), 2_592_000);
  t.equal(parseDuration('1y'), undefined);
});

t.test('times of configuration', async (t) => {
  t.equal(startOf('2026-12-01'), Date.UTC(2026, 11, 1));
  t.equal(endOf('2026-12-01'), Date.UTC(2026, 11, 2), 'a date lasts to its end');
  t.equal(endOf('2026-12-01T10:00:00+02:00'), Date.UTC(2026, 11, 1, 8));
  for (const text of ['2026-02-31', '2026-13-01', 'tomorrow', '', '2026-12-01T10:00:00'])
    t.equal(startOf(text), undefined, text);
});
