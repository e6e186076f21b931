import fc from 'fast-check';
import t from 'tap';
import { parseImage } from '../../src/resource/image.ts';
import { parseQuantity } from '../../src/resource/quantity.ts';

const HEX = '0123456789abcdef';
const hex = (length: number) => fc.string({ unit: fc.constantFrom(...HEX), minLength: length, maxLength: length });
const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

t.test('an image reference is taken apart as Docker does', async (t) => {
  const cases: [string, string, string, (string | undefined)?, string?][] = [
    ['nginx', 'docker.io', 'library/nginx'],
    ['nginx:1.27', 'docker.io', 'library/nginx', '1.27'],
    ['docker.io/nginx', 'docker.io', 'library/nginx'],
    ['index.docker.io/bitnami/redis:7', 'docker.io', 'bitnami/redis', '7'],
    ['host:443/repo', 'host:443', 'repo'],
    ['host:443/repo:v1', 'host:443', 'repo', 'v1'],
    ['host:443', 'docker.io', 'library/host', '443'],
    ['localhost/app', 'localhost', 'app'],
    ['LOCALHOST/app', 'LOCALHOST', 'app'],
    ['example.com', 'docker.io', 'library/example.com'],
    ['[2001:db8::1]:5000/a/b:2', '[2001:db8::1]:5000', 'a/b', '2'],
    ['192.168.0.1:5000/a__b/c---d:V1.0_x', '192.168.0.1:5000', 'a__b/c---d', 'V1.0_x'],
    [`ghcr.io/a/b@${DIGEST}`, 'ghcr.io', 'a/b', undefined, DIGEST],
    [`ghcr.io/a/b:1@${DIGEST}`, 'ghcr.io', 'a/b', '1', DIGEST],
    [`nginx@sha512:${'ab'.repeat(64)}`, 'docker.io', 'library/nginx', undefined, `sha512:${'ab'.repeat(64)}`],
  ];
  for (const [reference, registry, repository, tag, digest] of cases) {
    const expected = { path: '/image', state: 'known', reference, registry, repository };
    t.same(
      parseImage(reference, '/image'),
      { ...expected, ...(tag && { tag }), ...(digest && { digest }) },
      reference || '(empty)',
    );
  }
});

t.test('what is no image reference says why', async (t) => {
  const cases: [string, RegExp][] = [
    ['', /empty/],
    [' nginx', /white space/],
    ['nginx\n', /white space/],
    ['Nginx', /repository Nginx must be in lower case/],
    ['ghcr.io/Acme/app', /repository Acme\/app must be in lower case/],
    ['https://ghcr.io/a/b', /scheme/],
    ['a//b', /repository a\/\/b/],
    ['a/-b', /repository/],
    ['a___b', /repository/],
    ['-host.com/a', /registry -host\.com/],
    ['host:port/a', /registry host:port/],
    ['nginx:', /no tag/],
    ['nginx:-1', /tag -1/],
    [`nginx:${'a'.repeat(129)}`, /tag/],
    ['nginx:1:2', /tag 1:2/],
    ['nginx@sha256:abc', /sha256 digest is not 64/],
    [`nginx@sha256:${'A'.repeat(64)}`, /lower case/],
    [`nginx@md5:${'a'.repeat(32)}`, /does not begin with sha256/],
    ['nginx@', /does not begin/],
    [`@${DIGEST}`, /no repository/],
    ['a'.repeat(64), /id of an image/],
    [`ghcr.io/${'a'.repeat(256)}`, /longer than 255/],
    [`${'a/'.repeat(4000)}b`, /too long/],
    ['$(IMAGE)', /repository/],
    ['{{ .Values.image }}', /white space/],
  ];
  for (const [reference, error] of cases) {
    const image = parseImage(reference, '/image');
    t.equal(image.state, 'invalid', reference);
    t.match(image.error, error, reference.slice(0, 40));
  }
});

t.test('every generated reference comes apart into what it was made of', async (t) => {
  const part = fc.stringMatching(/^[a-z0-9]{1,8}$/);
  const component = fc
    .tuple(part, fc.array(fc.tuple(fc.constantFrom('.', '_', '__', '-', '---'), part), { maxLength: 2 }))
    .map(([first, rest]) => first + rest.map(([separator, next]) => separator + next).join(''));
  const registry = fc.oneof(
    fc.constant('localhost'),
    fc.tuple(part, part).map(([a, b]) => `${a}.${b}`),
    fc.tuple(part, fc.integer({ min: 1, max: 65_535 })).map(([host, port]) => `${host}:${port}`),
    fc.constant('[fe80::1]:443'),
  );
  const reference = fc.record({
    registry,
    repository: fc.array(component, { minLength: 1, maxLength: 3 }).map((list) => list.join('/')),
    tag: fc.option(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/), { nil: undefined }),
    digest: fc.option(
      hex(64).map((digits) => `sha256:${digits}`),
      { nil: undefined },
    ),
  });

  const comesApart = fc.property(reference, ({ registry, repository, tag, digest }) => {
    const text = `${registry}/${repository}${tag ? `:${tag}` : ''}${digest ? `@${digest}` : ''}`;
    const image = parseImage(text, '');
    return (
      image.state === 'known' &&
      image.registry === registry &&
      image.repository === repository &&
      image.tag === tag &&
      image.digest === digest
    );
  });
  const isDecided = fc.property(fc.string(), (text) => ['known', 'invalid'].includes(parseImage(text, '').state));

  t.doesNotThrow(() => fc.assert(comesApart));
  t.doesNotThrow(() => fc.assert(isDecided));
});

t.test('a quantity is read as Kubernetes reads it', async (t) => {
  const cases: [string, number | undefined][] = [
    ['0', 0],
    ['-0', 0],
    ['100m', 0.1],
    ['0.1', 0.1],
    ['1.5Gi', 1_610_612_736],
    ['1536Mi', 1_610_612_736],
    ['1e3', 1000],
    ['1E3', 1000],
    ['1E', 1e18],
    ['12E', 12e18],
    ['1e+2', 100],
    ['1e-3', 0.001],
    ['+.5', 0.5],
    ['5.', 5],
    ['-1k', -1000],
    ['00012', 12],
    ['1n', 1e-9],
    ['0.9n', 1e-9],
    ['-0.1n', -1e-9],
    ['1e-200', 1e-9],
    ['8Ei', 2 ** 63],
    ['16Ei', 2 ** 63],
    ['', undefined],
    ['.', undefined],
    ['1K', undefined],
    ['1mi', undefined],
    ['1GiB', undefined],
    ['1e', undefined],
    ['1e1.5', undefined],
    [' 1', undefined],
    ['0x10', undefined],
    ['1_000', undefined],
    ['1,5', undefined],
    ['Infinity', undefined],
    ['1e999999999999', undefined],
    ['9'.repeat(100_000), undefined],
  ];
  for (const [text, value] of cases) t.equal(parseQuantity(text), value, text.slice(0, 20));
});

t.test('spellings of one amount are one number, the nearest that a double can be', async (t) => {
  const suffixes: Record<string, [bigint, bigint]> = {
    n: [1n, 10n ** 9n],
    u: [1n, 10n ** 6n],
    m: [1n, 1000n],
    '': [1n, 1n],
    k: [1000n, 1n],
    M: [10n ** 6n, 1n],
    G: [10n ** 9n, 1n],
    E: [10n ** 18n, 1n],
    Ki: [1n << 10n, 1n],
    Gi: [1n << 30n, 1n],
    Pi: [1n << 50n, 1n],
    e3: [1000n, 1n],
    'e-2': [1n, 100n],
  };
  const amount = fc.record({
    whole: fc.bigInt({ min: 0n, max: 10n ** 12n }),
    fraction: fc.stringMatching(/^[0-9]{0,6}$/),
    suffix: fc.constantFrom(...Object.keys(suffixes)),
    negative: fc.boolean(),
  });

  const isNearest = fc.property(amount, ({ whole, fraction, suffix, negative }) => {
    const [times, by] = suffixes[suffix] as [bigint, bigint];
    const numerator = BigInt(`${whole}${fraction}`) * times * 10n ** 9n;
    const denominator = by * 10n ** BigInt(fraction.length);
    let nano = (numerator + denominator - 1n) / denominator;
    const cap = ((1n << 63n) - 1n) * 10n ** 9n;
    if (suffix.endsWith('i') && nano > cap) nano = cap;
    const expected = Number(`${nano / 10n ** 9n}.${String(nano % 10n ** 9n).padStart(9, '0')}`);

    const value = parseQuantity(`${negative ? '-' : ''}${whole}.${fraction}${suffix}`);

    return value === (negative && expected !== 0 ? -expected : expected);
  });

  t.doesNotThrow(() => fc.assert(isNearest));
});
