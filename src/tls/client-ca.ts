/** The authorities whose clients may call the webhooks, in a file that may change while the server runs. */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { TLSSocket } from 'node:tls';
import { GatehouseError, messageOf } from '../errors.ts';
import { type Watch, watchFiles } from '../live/watch.ts';
import type { SourceParts } from './source.ts';

/** @throws GatehouseError CERTIFICATE_INVALID */
export async function readClientCa(file: string): Promise<string> {
  const invalid = (problem: string, cause?: unknown) =>
    new GatehouseError('CERTIFICATE_INVALID', problem, { where: file, cause });
  let pem: string;
  try {
    pem = await readFile(file, 'utf8');
  } catch (thrown) {
    throw invalid(`cannot be read: ${messageOf(thrown)}`, thrown);
  }
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) throw invalid('holds no PEM certificate');
  for (const block of blocks) {
    try {
      new X509Certificate(block);
    } catch (thrown) {
      throw invalid('holds a certificate that cannot be read', thrown);
    }
  }
  return blocks.join('\n');
}

/** Calls `use` with what the file holds after each change; what cannot be used leaves the last good one in use. */
export function followClientCa(
  file: string,
  first: string,
  use: (clientCa: string) => void,
  { log, metrics }: SourceParts,
): Watch {
  let used = first;
  let said: string | undefined;
  return watchFiles([file], async () => {
    try {
      const found = await readClientCa(file);
      said = undefined;
      if (found === used) return;
      use(found);
      used = found;
      metrics.certificateReloads.inc({ result: 'success' });
      log.info({ file }, 'client authorities reloaded');
    } catch (thrown) {
      const problem = messageOf(thrown);
      if (problem === said) return;
      said = problem;
      metrics.certificateReloads.inc({ result: 'failure' });
      log.error({ problem }, 'client authorities not reloaded');
    }
  });
}

/**
 * Why this connection may not call the webhooks; undefined where it may.
 * @param names of which the certificate must have one, as its common name or a DNS name; any where undefined
 */
export function refusedCaller(socket: TLSSocket, names: readonly string[] | undefined): string | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return 'the webhooks ask for a client certificate, and none was sent';
  if (!socket.authorized) return 'the client certificate is not of an authority that may call the webhooks';
  if (names === undefined) return undefined;
  const given = [
    ...certificate.subject.split('\n').flatMap((part) => (part.startsWith('CN=') ? [part.slice(3)] : [])),
    ...(certificate.subjectAltName ?? '')
      .split(', ')
      .flatMap((part) => (part.startsWith('DNS:') ? [part.slice(4)] : [])),
  ];
  if (given.some((name) => names.includes(name))) return undefined;
  return `the client certificate is of ${given[0]?.slice(0, 100) ?? 'nobody'}, who may not call the webhooks`;
}
