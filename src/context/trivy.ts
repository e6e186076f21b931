/**
 * Trivy reports, `SchemaVersion` 2 (https://trivy.dev/latest/docs/configuration/reporting/#json): what one of them says of one
 * image. Also where cosign's vulnerability attestation wraps one
 * (https://github.com/sigstore/cosign/blob/main/specs/COSIGN_VULN_ATTESTATION_SPEC.md).
 *
 * Counted are the rows of `Vulnerabilities` as Trivy prints them: a vulnerability in two packages, or in one package at two
 * places, counts twice, so that the numbers are those of Trivy's own summary. Misconfigurations, secrets and licences are
 * not counted, nor is what Trivy was told to ignore.
 */
import { arrayAt, dig, isObject, type JsonObject, type JsonValue, objectAt, own, stringAt } from '../json.ts';
import { parseImage } from '../resource/image.ts';

/** What one report says, and of which image. */
export interface TrivyReport {
  /** RFC 3339; absent in reports of old versions of Trivy. */
  scannedAt: string | undefined;
  scanner: string;
  /** Normalised references, `docker.io/library/nginx:1.27`, by which the image was known when it was scanned. */
  references: string[];
  /** Normalised `repository@sha256:...`. */
  digests: { name: string; digest: string }[];
  counts: Record<string, number>;
  fixable: Record<string, number>;
  /** False: there was nothing in the image whose vulnerabilities Trivy could look up. */
  scanned: boolean;
}

const SEVERITIES = new Set(['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'UNKNOWN']);

/** The classes of results that hold packages; a report without one did not look for vulnerabilities, or found no packages. */
const PACKAGE_CLASSES = new Set(['os-pkgs', 'lang-pkgs']);

/** @throws Error that says why it is no Trivy report of an image */
export function readTrivyReport(document: unknown): TrivyReport {
  const { report, finished, subjects } = unwrap(document);
  const version = own(report, 'SchemaVersion');
  if (version !== 2) {
    throw new Error(
      version === undefined
        ? 'it is not a Trivy report: it has no SchemaVersion; write one with `trivy image --format json`'
        : `it is a Trivy report of SchemaVersion ${JSON.stringify(version)}; Gatehouse reads version 2`,
    );
  }
  const kind = stringAt(report, 'ArtifactType');
  if (kind !== undefined && kind !== 'container_image') {
    throw new Error(`it is a Trivy report of a ${kind}, not of an image; write one with \`trivy image --format json\``);
  }
  const { references, digests } = names(report, subjects);
  if (references.length === 0 && digests.length === 0) {
    throw new Error(
      'it names no image: Metadata.RepoDigests, Metadata.RepoTags, Metadata.Reference and ArtifactName are empty',
    );
  }
  const trivy = stringAt(report, 'Trivy', 'Version');
  return {
    scannedAt: stringAt(report, 'CreatedAt') ?? finished,
    scanner: trivy === undefined ? 'Trivy' : `Trivy ${trivy}`,
    references,
    digests,
    ...countRows(arrayAt(report, 'Results')),
  };
}

/** The name under which references are compared: `nginx` is `docker.io/library/nginx:latest`. Undefined where it is none. */
export function normaliseReference(reference: string): string | undefined {
  const { state, registry, repository, tag = 'latest' } = parseImage(reference, '');
  return state === 'known' ? `${registry}/${repository}:${tag}` : undefined;
}

interface Unwrapped {
  report: JsonObject;
  finished?: string | undefined;
  /** What an in-toto statement says the report is of, as `repository@sha256:...`. */
  subjects: string[];
}

/** A report as it is, in the predicate of an attestation, or in the in-toto statement around that. */
function unwrap(document: unknown): Unwrapped {
  if (!isObject(document)) throw new Error('it is not a Trivy report: it is not a JSON object');
  const predicate = isObject(document.predicate) ? document.predicate : document;
  const report = dig(predicate, 'scanner', 'result');
  if (!isObject(report)) return { report: document, subjects: [] };
  const subjects = arrayAt(document, 'subject').map(
    (subject) => `${stringAt(subject, 'name')}@sha256:${stringAt(subject, 'digest', 'sha256')}`,
  );
  return { report, finished: stringAt(predicate, 'metadata', 'scanFinishedOn'), subjects };
}

function names(report: JsonObject, subjects: string[]): Pick<TrivyReport, 'references' | 'digests'> {
  const metadata = objectAt(report, 'Metadata');
  const reference = stringAt(metadata, 'Reference');
  const tags = strings(arrayAt(metadata, 'RepoTags'));
  const written = [...(reference === undefined ? [] : [reference]), ...tags];
  const artifact = stringAt(report, 'ArtifactName');
  // The name of an archive is no reference, but often looks like one; what Trivy read inside the archive goes first.
  if (written.length === 0 && artifact !== undefined) written.push(artifact);
  const references = new Set<string>();
  const digests = new Map<string, TrivyReport['digests'][number]>();
  for (const text of [...subjects, ...strings(arrayAt(metadata, 'RepoDigests')), ...written]) {
    const { state, registry, repository, digest } = parseImage(text, '');
    if (state !== 'known') continue;
    const name = `${registry}/${repository}`;
    if (digest !== undefined) digests.set(`${name}@${digest}`, { name, digest });
    else references.add(normaliseReference(text) as string);
  }
  return { references: [...references], digests: [...digests.values()] };
}

function countRows(results: JsonValue[]): Pick<TrivyReport, 'counts' | 'fixable' | 'scanned'> {
  const counts: Record<string, number> = {};
  const fixable: Record<string, number> = {};
  let scanned = false;
  for (const result of results) {
    const rows = arrayAt(result, 'Vulnerabilities');
    const kind = stringAt(result, 'Class');
    if (rows.length > 0 || kind === undefined || PACKAGE_CLASSES.has(kind)) scanned = true;
    for (const row of rows) {
      const written = stringAt(row, 'Severity') ?? '';
      const severity = SEVERITIES.has(written) ? written : 'UNKNOWN';
      counts[severity] = (counts[severity] ?? 0) + 1;
      if (stringAt(row, 'FixedVersion')) fixable[severity] = (fixable[severity] ?? 0) + 1;
    }
  }
  return { counts, fixable, scanned };
}

function strings(values: JsonValue[]): string[] {
  return values.filter((value): value is string => typeof value === 'string');
}
