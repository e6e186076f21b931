/** Certificates that are exchanged while the server runs: an unusable pair leaves the last good one serving. */
import type { SecureContextOptions } from 'node:tls';
import type { Logger } from 'pino';
import { messageOf } from '../errors.ts';
import { watchFiles } from '../live/watch.ts';
import type { Metrics } from '../plugins/metrics.ts';
import { type CertificateFiles, type CertificatePair, readCertificate } from './certificate.ts';

/** For the first context and every later one: `setSecureContext` forgets what it is not told again. */
export const TLS_OPTIONS = { minVersion: 'TLSv1.2' } as const satisfies SecureContextOptions;

/** What `https.Server` and `tls.Server` have in common. */
export interface SecureServer {
  setSecureContext(options: SecureContextOptions): void;
}

export interface ServedCertificate {
  readonly pair: CertificatePair;
  close(): Promise<void>;
}

export async function serveCertificate(options: {
  files: CertificateFiles;
  /** What the server was started with. */
  first: CertificatePair;
  server: SecureServer;
  log: Logger;
  metrics: Metrics;
}): Promise<ServedCertificate> {
  const { files, server, log, metrics } = options;
  let pair = options.first;
  /** The last problem said, so that it is said once and not with every look. */
  let said: string | undefined;
  metrics.certificateExpires(pair.expires);

  const look = async () => {
    try {
      const found = await readCertificate(files);
      said = undefined;
      if (found.cert === pair.cert && found.key === pair.key) return;
      server.setSecureContext({ ...TLS_OPTIONS, cert: found.cert, key: found.key });
      pair = found;
      metrics.certificateReloads.inc({ result: 'success' });
      metrics.certificateExpires(pair.expires);
      log.info({ file: files.cert, expires: new Date(pair.expires).toISOString() }, 'certificate reloaded');
    } catch (thrown) {
      const problem = messageOf(thrown);
      if (problem === said) return;
      said = problem;
      metrics.certificateReloads.inc({ result: 'failure' });
      log.error({ problem, serving: new Date(pair.expires).toISOString() }, 'certificate not reloaded');
    }
  };
  const watch = watchFiles([files.cert, files.key], look);
  // What changed between the first read and the start of the watch.
  await look();
  return {
    get pair() {
      return pair;
    },
    close: () => watch.close(),
  };
}
