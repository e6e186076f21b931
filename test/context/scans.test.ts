import { existsSync } from 'node:fs';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { loadScans, type ScanIndex } from '../../src/context/scans.ts';
import { normaliseReference, readTrivyReport } from '../../src/context/trivy.ts';
import { watchScans } from '../../src/context/watch-scans.ts';

const ONE = `sha256:${'1'.repeat(64)}`;
const TWO = `sha256:${'2'.repeat(64)}`;
const NOW = Date.parse('2026-03-02T12:00:00Z');

interface ReportOptions {
  at?: string | undefined;
  tags?: string[];
  digests?: string[];
  rows?: [severity: string, fixedVersion?: string][];
  [key: string]: unknown;
}

function report({ at = '2026-03-02T00:00:00Z', tags = [], digests = [], rows = [], ...rest }: ReportOptions) {
  return {
    SchemaVersion: 2,
    Trivy: { Version: '0.68.1' },
    ...(at !== '' && { CreatedAt: at }),
    ArtifactType: 'container_image',
    Metadata: { OS: { Family: 'debian', Name: '12.9' }, RepoTags: tags, RepoDigests: digests },
    Results: [
      {
        Target: 'image (debian 12.9)',
        Class: 'os-pkgs',
        Vulnerabilities: rows.map(([Severity, FixedVersion], index) => ({
          VulnerabilityID: `CVE-2026-${index}`,
          PkgName: 'libssl3',
          Severity,
          FixedVersion,
        })),
      },
    ],
    ...rest,
  };
}

async function directoryOf(t: Test, files: Record<string, unknown>): Promise<string> {
  const directory = t.testdir({});
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(directory, name, '..'), { recursive: true });
    await writeFile(join(directory, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return directory;
}

async function indexOf(t: Test, files: Record<string, unknown>): Promise<ScanIndex> {
  return loadScans(await directoryOf(t, files));
}

t.test('references are compared as a container runtime reads them', async (t) => {
  t.equal(normaliseReference('nginx'), 'docker.io/library/nginx:latest');
  t.equal(normaliseReference('docker.io/library/nginx:1'), normaliseReference('nginx:1'));
  t.equal(normaliseReference('index.docker.io/bitnami/redis:7'), normaliseReference('bitnami/redis:7'));
  t.equal(normaliseReference('localhost:5000/web'), 'localhost:5000/web:latest');
  t.equal(normaliseReference('Not An Image'), undefined);
});

t.test('a scan is found by the image it is of', async (t) => {
  const scans = await indexOf(t, {
    'by-tag.json': report({ tags: ['nginx:1.27'], digests: [`nginx@${ONE}`], rows: [['HIGH', '1.2'], ['HIGH']] }),
    'team/by-reference.json': report({ Metadata: { Reference: 'ghcr.io/shop/web' }, rows: [['LOW']] }),
    'by-name.json': report({ Metadata: {}, ArtifactName: 'quay.io/shop/api:2', rows: [['MEDIUM']] }),
  });

  t.strictSame(scans.find('nginx:1.27', NOW), {
    scannedAt: '2026-03-02T00:00:00Z',
    ageSeconds: 12 * 3600,
    scanner: 'Trivy 0.68.1',
    digest: ONE,
    counts: { HIGH: 2 },
    fixable: { HIGH: 1 },
    scanned: true,
    source: 'by-tag.json',
  });
  t.match(scans.find('docker.io/library/nginx:1.27', NOW), { source: 'by-tag.json' });
  t.match(scans.find('ghcr.io/shop/web:latest', NOW), { source: 'team/by-reference.json' });
  t.match(scans.find('quay.io/shop/api:2', NOW), { source: 'by-name.json' });
  t.equal(scans.find('nginx', NOW), undefined);
  t.equal(scans.find('not an image', NOW), undefined);

  t.match(scans.find(`nginx@${ONE}`, NOW), { digest: ONE }, 'by digest');
  t.match(scans.find(`mirror.example.com/nginx:any@${ONE}`, NOW), { digest: ONE }, 'the same image elsewhere');
  t.equal(scans.find(`nginx:1.27@${TWO}`, NOW), undefined, 'another image under the tag that was scanned');
});

t.test('the newest scan counts, and of two of one time the one that found more', async (t) => {
  const tags = ['nginx:1'];
  const scans = await indexOf(t, {
    'a.json': report({ tags, digests: [`nginx@${ONE}`], at: '2026-03-01T00:00:00Z', rows: [['CRITICAL']] }),
    'b.json': report({ tags, digests: [`nginx@${TWO}`], at: '2026-03-02T00:00:00.000000005Z', rows: [['LOW']] }),
    'c.json': report({ tags: ['redis:7'], rows: [['LOW'], ['LOW']] }),
    'd.json': report({ tags: ['redis:7'], rows: [['HIGH']] }),
    'e.json': report({ tags: ['redis:7'], Results: [] }),
    'f.json': report({ tags: ['busybox:1'], at: '' }),
    'g.json': report({ tags: ['busybox:2'], at: '2030-01-01T00:00:00Z' }),
    'h.json': report({ tags: ['busybox:3'], at: '2026-03-02T12:02:00Z' }),
  });

  t.match(scans.find('nginx:1', NOW), { source: 'b.json', digest: TWO });
  t.equal(scans.digest('nginx:1'), TWO);
  t.match(scans.find(`nginx@${ONE}`, NOW), { source: 'a.json' });
  t.match(scans.find('redis:7', NOW), { source: 'd.json' });
  t.equal(scans.find('busybox:1', NOW)?.ageSeconds, undefined, 'without a time its age is not known');
  t.equal(scans.find('busybox:2', NOW)?.ageSeconds, undefined, 'nor with one in the future');
  t.equal(scans.find('busybox:3', NOW)?.ageSeconds, 0, 'but clocks may differ a little');
});

t.test('a digest is that of the repository that was asked for', async (t) => {
  const scans = await indexOf(t, {
    'a.json': report({ tags: ['nginx:1', 'mirror.example.com/nginx:1'], digests: [`mirror.example.com/nginx@${ONE}`] }),
  });

  t.equal(scans.digest('mirror.example.com/nginx:1'), ONE);
  t.equal(scans.digest('nginx:1'), undefined);
  t.equal(scans.digest(`mirror.example.com/nginx:1@${TWO}`), undefined, 'what is pinned needs none');
  t.equal(scans.find('nginx:1', NOW)?.digest, undefined);
});

t.test('what was not scanned is not clean', async (t) => {
  const scanned = (Results: unknown) => readTrivyReport(report({ tags: ['a:1'], Results })).scanned;

  t.equal(scanned(undefined), false);
  t.equal(scanned([{ Target: 'key.pem', Class: 'secret' }]), false, 'only looked for secrets');
  t.equal(scanned([{ Target: 'a (debian 12)', Class: 'os-pkgs' }]), true);
  t.equal(scanned([{ Target: 'app/package-lock.json', Class: 'lang-pkgs' }]), true);
});

t.test("cosign's attestation of a scan is read as that scan", async (t) => {
  const predicate = {
    invocation: {},
    scanner: { uri: 'pkg:github/aquasecurity/trivy', result: report({ tags: ['nginx:1'], at: '', rows: [['HIGH']] }) },
    metadata: { scanStartedOn: '2026-03-02T10:00:00Z', scanFinishedOn: '2026-03-02T11:00:00Z' },
  };
  const subject = [{ name: 'ghcr.io/shop/web', digest: { sha256: '2'.repeat(64) } }];
  const scans = await indexOf(t, { 'predicate.json': predicate, 'statement.json': { subject, predicate } });

  t.match(scans.find('nginx:1', NOW), { ageSeconds: 3600, counts: { HIGH: 1 }, source: 'predicate.json' });
  t.match(scans.find(`ghcr.io/shop/web@${TWO}`, NOW), { counts: { HIGH: 1 }, source: 'statement.json' });
});

t.test('a file that is no report of an image is named, with the reason', async (t) => {
  const refused: [name: string, content: unknown, reason: RegExp][] = [
    ['empty', '', /it is empty/],
    ['text', 'password=hunter2', /it is not JSON$/],
    ['list', '[]', /not a JSON object/],
    ['package', { name: 'x' }, /no SchemaVersion/],
    ['old', { SchemaVersion: 1, Results: [] }, /SchemaVersion 1; Gatehouse reads version 2/],
    ['directory', report({ ArtifactType: 'filesystem' }), /of a filesystem, not of an image/],
    ['nameless', report({}), /names no image/],
  ];
  for (const [name, content, reason] of refused) {
    const directory = await directoryOf(t, { 'good.json': report({ tags: ['a:1'] }), [`${name}.json`]: content });
    await t.rejects(loadScans(directory), { code: 'SCANS_UNREADABLE', message: reason, where: directory }, name);
    await t.rejects(loadScans(directory), { message: new RegExp(`${name}\\.json: `) }, name);
  }
  await t.rejects(loadScans(join(t.testdirName, 'absent')), { code: 'SCANS_UNREADABLE', message: /ENOENT/ });
});

t.test('other files, hidden files and an empty directory are no errors; UTF-16 is read', async (t) => {
  const directory = await directoryOf(t, { 'README.md': 'scans', '.half-written.json': '{' });

  const empty = await loadScans(directory);
  await writeFile(join(directory, 'scan.json'), `\ufeff${JSON.stringify(report({ tags: ['a:1'] }))}`, 'utf16le');
  const one = await loadScans(directory);

  t.equal(empty.configured, true);
  t.equal(empty.find('a:1', NOW), undefined);
  t.match(one.find('a:1', NOW), { scanned: true });
});

t.test('a watch follows changes and keeps what was good', async (t) => {
  const directory = await directoryOf(t, { '..2026_01/scan.json': report({ tags: ['a:1'], rows: [['LOW']] }) });
  await symlink('..2026_01', join(directory, '..data'));
  await symlink('..data/scan.json', join(directory, 'scan.json'));
  const seen: (Record<string, number> | string | undefined)[] = [];
  const close = await watchScans(
    directory,
    {
      changed: (index) => seen.push(index.find('a:1', NOW)?.counts),
      failed: (error) => seen.push(String((error as { code?: string }).code)),
    },
    { quiet: 30 },
  );
  t.teardown(close);
  t.strictSame(seen, [{ LOW: 1 }]);

  // As the kubelet does it: a new directory, then the exchange of one symbolic link.
  await mkdir(join(directory, '..2026_02'));
  await writeFile(join(directory, '..2026_02/scan.json'), JSON.stringify(report({ tags: ['a:1'], rows: [['HIGH']] })));
  await symlink('..2026_02', join(directory, '..data_tmp'));
  await rename(join(directory, '..data_tmp'), join(directory, '..data'));
  await rm(join(directory, '..2026_01'), { recursive: true });
  await until(() => seen.length === 2);
  t.strictSame(seen[1], { HIGH: 1 });

  await writeFile(join(directory, 'broken.json'), '{');
  await until(() => seen.length === 3);
  t.equal(seen[2], 'SCANS_UNREADABLE');

  await rm(join(directory, 'broken.json'));
  await until(() => seen.length === 4);
  t.strictSame(seen[3], { HIGH: 1 });
  await close();
});

t.test('a watch without events looks from time to time', async (t) => {
  const target = await directoryOf(t, {});
  const seen: boolean[] = [];
  const close = await watchScans(
    target,
    { changed: (index) => seen.push(index.find('a:1', NOW) !== undefined), failed: (error) => t.fail(String(error)) },
    { quiet: 3_600_000, interval: 20 },
  );
  t.teardown(close);

  await writeFile(join(target, '.new.json'), JSON.stringify(report({ tags: ['a:1'] })));
  await rename(join(target, '.new.json'), join(target, 'new.json'));
  await until(() => seen.length === 2);

  t.strictSame(seen, [false, true]);
  await close();
});

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; waited < 10_000; waited += 20) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('it did not come to pass within 10 s');
}

const SHARED = '../shared/data/trivy';

t.test(
  'reports of a public project',
  { skip: !existsSync(SHARED) && !process.env.CI && 'no shared data here' },
  async (t) => {
    const scans = await loadScans(SHARED);
    const find = (tag: string) => {
      const scan = scans.find(`ghcr.io/aquasecurity/trivy-test-images:${tag}`, NOW);
      return scan && { counts: scan.counts, fixable: scan.fixable, scanned: scan.scanned, source: scan.source };
    };

    // Three reports are of alpine-39, made in the same second: filtered by severity, of nothing, and whole. Whole counts.
    t.strictSame(find('alpine-39'), {
      counts: { MEDIUM: 4, CRITICAL: 2 },
      fixable: { MEDIUM: 4, CRITICAL: 2 },
      scanned: true,
      source: 'alpine-39.json',
    });
    t.match(find('fluentd-multiple-lockfiles'), {
      counts: { CRITICAL: 1, HIGH: 1 },
      fixable: { CRITICAL: 1, HIGH: 1 },
    });
    t.match(find('centos-6'), { counts: { MEDIUM: 2 }, fixable: { MEDIUM: 1 } });
    t.strictSame(find('ubi-7')?.fixable, {});
    t.strictSame(find('sle-micro-rancher-5.4_ndb'), {
      counts: {},
      fixable: {},
      scanned: true,
      source: 'sl-micro-rancher5.4.json',
    });
    t.equal(scans.digest('ghcr.io/aquasecurity/trivy-test-images:ubi-7'), undefined, 'an archive has no digest');
  },
);
