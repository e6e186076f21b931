import fc from 'fast-check';
import t from 'tap';
import { startBudget } from '../../src/rules/evaluator/plan/budget.ts';
import { absent } from '../../src/rules/evaluator/plan/builtins/absent.ts';
import { builtins } from '../../src/rules/evaluator/plan/builtins/builtins.ts';
import { OverrunError } from '../../src/rules/evaluator/plan/runtime.ts';
import { canonical, RegoSet, type Value } from '../../src/rules/evaluator/plan/values.ts';

function call(name: string, ...args: Value[]): Value | undefined {
  const builtin = builtins[name];
  if (builtin === undefined) throw new Error(`no builtin ${name}`);
  startBudget({ steps: 20_000_000 });
  return builtin(...args) as Value | undefined;
}

/** Compared as Rego values, so that sets have no order. */
function table(test: Tap, name: string, rows: [args: Value[], expected: Value | undefined][]): void {
  for (const [args, expected] of rows) {
    const result = call(name, ...args);

    const text = result === undefined ? undefined : canonical(result);
    test.equal(
      text,
      expected === undefined ? undefined : canonical(expected),
      `${name} ${args.map(canonical).join(' ')}`,
    );
  }
}
type Tap = Pick<typeof t, 'equal'>;

const set = (...values: Value[]) => RegoSet.of(values);

t.test('sprintf prints as Go does', async (test) => {
  table(test, 'sprintf', [
    [['%d of %s', [3, 'pods']], '3 of pods'],
    [['%v %v %v', [['a', 1, null], { a: [1.5] }, set('x')]], '["a", 1, null] {"a": [1.5]} {"x"}'],
    [['%q', ['a"\u0001é']], '"a\\"\\x01é"'],
    [['%5d|%-5d|%05d|%+d', [42, 42, -42, 42]], '   42|42   |-0042|+42'],
    [['%x %X %#x %o %b', [255, 'hi', 255, 8, 5]], 'ff 6869 0xff 10 101'],
    [['%.2f %6.1f %e %g', [2.345, 2.25, 123456.5, 1e21]], '2.35    2.2 1.234565e+05 1e+21'],
    [['%.0f %.0f', [2.5, 3.5]], '2 4'],
    [['%t %T %T', [true, 1, 'a']], '%!t(string=true) int64 string'],
    [['%s %s', ['a']], 'a %!s(MISSING)'],
    [['%s', ['a', 1, 1.5]], 'a%!(EXTRA int64=1, float64=1.5)'],
    [['%d %s', ['a', 5]], '%!d(string=a) %!s(int64=5)'],
    [['100%% %z %', [1]], '100% %!z(int64=1) %!(NOVERB)'],
    [['%[2]d %[1]d %[9]d', [1, 2]], '2 1 %!d(BADINDEX)'],
    [['%*d|%.*f', [5, 1, 1, 2.55]], '    1|2.5'],
    [['%d', [123456789012345678901234567890n]], '123456789012345678901234567890'],
  ]);
});

t.test('strings, patterns and globs', async (test) => {
  table(test, 'strings.replace_n', [[[{ a: 'b', b: 'a' }, 'abc'], 'bac']]);
  table(test, 'strings.split_n', [
    [
      ['a,b,c', ',', 2],
      ['a', 'b'],
    ],
    [['a,b,c', ',', -1], ['c']],
  ]);
  table(test, 'indexof_n', [
    [
      ['😀a😀a', 'a'],
      [1, 3],
    ],
  ]);
  table(test, 'regex.replace', [
    [['foo bar', '(\\w+) (?P<last>\\w+)', '${last} $1 $$ $9'], 'bar foo $ '],
    [['abc', 'x*', '-'], '-a-b-c-'],
    [['abc', '(', '-'], undefined],
  ]);
  table(test, 'regex.split', [
    [
      ['a*', 'baaac'],
      ['b', 'c'],
    ],
  ]);
  table(test, 'regex.find_all_string_submatch_n', [
    [
      ['(a)(b)?', 'aba', -1],
      [
        ['ab', 'a', 'b'],
        ['a', 'a', ''],
      ],
    ],
  ]);
  table(test, 'glob.match', [
    [['*.example.com', [], 'api.example.com'], true],
    [['*.com', [], 'api.example.com'], false],
    [['**.com', [], 'api.example.com'], true],
    [['[a', null, 'a'], undefined],
  ]);
  test.equal(call('regex.match', '(a+)+$', `${'a'.repeat(50_000)}b`), false, 'patterns run in linear time');
});

t.test('numbers are exact, and fractions are computed as they are written', async (test) => {
  table(test, 'plus', [
    [[0.1, 0.2], 0.3],
    [[9007199254740991, 2], 9007199254740993n],
    [[1e21, 1], 1000000000000000000001n],
  ]);
  table(test, 'div', [[[1, 3], 1 / 3]]);
  table(test, 'json.unmarshal', [
    [['{"a":12345678901234567890,"b":1.5e3}'], { a: 12345678901234567890n, b: 1500 }],
    [['1e400'], undefined],
    [['{'], undefined],
  ]);
  table(test, 'json.marshal', [
    [[{ b: '<é>', a: { 10: 1, 9: set(2, 1) } }], '{"a":{"10":1,"9":[1,2]},"b":"\\u003cé\\u003e"}'],
  ]);
  table(test, 'units.parse', [
    [['100m'], 0.1],
    [['1.5Gi'], 1610612736],
    [['1e3'], 1000],
    [['5 Gi'], undefined],
  ]);
  table(test, 'units.parse_bytes', [[['1.5MB'], 1500000]]);
  table(test, 'semver.compare', [
    [['1.2.3-beta.11', '1.2.3-beta.2'], 1],
    [['1.2.3-rc', 'v1.2.3'], -1],
    [['1.2', '1.2.3'], undefined],
  ]);
});

t.test('documents, networks, times and tokens', async (test) => {
  const document = { a: { b: [1, 2, 3] }, c: null };
  table(test, 'json.filter', [[[document, ['a/b/1', 'c']], { a: { b: [2] }, c: null }]]);
  table(test, 'json.remove', [[[document, ['/a/b/0', 'c']], { a: { b: [2, 3] } }]]);
  table(test, 'json.patch', [
    [[document, [{ op: 'add', path: '/a/b/-', value: 4 }]], { a: { b: [1, 2, 3, 4] }, c: null }],
    [[document, [{ op: 'remove', path: '/x' }]], undefined],
  ]);
  test.same(document, { a: { b: [1, 2, 3] }, c: null }, 'the document itself is never changed');
  table(test, 'net.cidr_merge', [
    [[['10.0.0.0/25', '10.0.0.128/25', '10.0.2.0/24']], set('10.0.0.0/24', '10.0.2.0/24')],
  ]);
  table(test, 'net.cidr_expand', [[['10.0.0.1/31'], set('10.0.0.0', '10.0.0.1')]]);
  table(test, 'net.cidr_contains', [
    [['10.0.0.0/8', '::ffff:10.1.2.3'], true],
    [['10.0.0.0/8', '10.0.0.01'], undefined],
  ]);
  table(test, 'time.parse_rfc3339_ns', [
    [['2017-06-02T19:00:00-07:00'], 1496455200000000000n],
    [['2017-02-30T00:00:00Z'], undefined],
  ]);
  table(test, 'time.format', [
    [[[1670006453141828752n, 'Asia/Kolkata', 'RFC1123Z']], 'Sat, 03 Dec 2022 00:10:53 +0530'],
  ]);
  table(test, 'time.format', [[[[0, 'Local']], undefined]]);
  table(test, 'time.parse_duration_ns', [[['1d12h0.5s'], 129600500000000]]);
  table(test, 'base64.decode', [
    [['YQ=='], 'a'],
    [['YQ'], undefined],
  ]);
  const token =
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIwIiwiaXNzIjoib3BhIn0.XmVoLoHI3pxMtMO_WRONMSJzGUDP9pDjy8Jp0_tdRXY';
  table(test, 'io.jwt.verify_hs256', [
    [[token, 'secret'], true],
    [[token, 'other'], false],
    [['a.b', 'secret'], undefined],
  ]);
});

t.test('what one call makes is bounded', async (test) => {
  const calls: [string, ...Value[]][] = [
    ['numbers.range', 1, 1e12],
    ['net.cidr_expand', '::/0'],
    ['sprintf', '%*d'.repeat(100), Array.from({ length: 200 }, () => 1_000_000)],
    ['replace', 'a'.repeat(100_000), 'a', 'b'.repeat(10_000)],
    ['bits.lsh', 1, 1e12],
    ['product', Array.from({ length: 50 }, () => 1n << 100_000n)],
    [
      'json.patch',
      { a: [1] },
      Array.from({ length: 40 }, (_, index) => ({ op: 'copy', from: '', path: `/a${index}` })),
    ],
  ];

  for (const [name, ...args] of calls) {
    let thrown: unknown;
    try {
      call(name, ...args);
    } catch (error) {
      thrown = error;
    }

    test.ok(thrown instanceof OverrunError, name);
  }
});

t.test('no builtin throws on odd arguments, and those that are left out are not there', async (test) => {
  const scalar = fc.oneof(
    fc.constantFrom<Value>(
      null,
      true,
      0,
      -1,
      1.5,
      1e300,
      Number.POSITIVE_INFINITY,
      2n ** 70n,
      '',
      'a',
      '%s',
      '/a/b',
      '1h',
      '10.0.0.0/30',
    ),
    fc.string({ maxLength: 8 }),
  );
  const value: fc.Arbitrary<Value> = fc.oneof(
    scalar,
    fc.array(scalar, { maxLength: 3 }),
    fc.dictionary(fc.string({ maxLength: 4 }), scalar, { maxKeys: 3 }),
    fc.array(scalar, { maxLength: 3 }).map((values) => RegoSet.of(values)),
  );
  const text = fc.constantFrom(
    '',
    'a',
    '%5.2f',
    '/a',
    '1h',
    '10.0.0.0/30',
    '{"a":[1]}',
    'a: b',
    '(',
    'é*',
    '[a',
    '1e5Ki',
    'Mon 2',
  );
  // More arguments than a builtin takes do no harm.
  const four = { minLength: 4, maxLength: 4 };
  const args: fc.Arbitrary<Value[]> = fc.oneof(fc.array(value, four), fc.array(text, four));
  const names = Object.keys(builtins);

  fc.assert(
    fc.property(fc.constantFrom(...names), args, (name, values) => {
      try {
        call(name, ...values);
      } catch (error) {
        if (!(error instanceof OverrunError)) throw new Error(`${name} threw ${String(error)}`, { cause: error });
      }
    }),
    { numRuns: 20_000 },
  );
  test.same(
    Object.keys(absent).filter((name) => name in builtins),
    [],
  );
});
