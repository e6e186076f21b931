/** Certificates in files that are exchanged while the server runs: an unusable pair leaves the last good one serving. */
import { messageOf } from '../errors.ts';
import { watchFiles } from '../live/watch.ts';
import { type CertificateFiles, readCertificate } from './certificate.ts';
import { type CertificateSource, expired, type SourceParts } from './source.ts';

/**
 * @param authority the file by which clients verify a development certificate
 * @throws GatehouseError CERTIFICATE_INVALID
 */
export async function certificateInFiles(
  files: CertificateFiles,
  { log, metrics, authority }: SourceParts & { authority?: string },
): Promise<CertificateSource> {
  let pair = await readCertificate(files);
  metrics.certificateExpires(pair.expires);
  /** The last problem said, so that it is said once and not with every look. */
  let said: string | undefined;
  let close = async () => {};

  return {
    first: pair,
    authority,
    follow: async (use) => {
      const look = async () => {
        try {
          const found = await readCertificate(files);
          said = undefined;
          if (found.cert === pair.cert && found.key === pair.key) return;
          use(found);
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
      close = () => watch.close();
      // What changed between the first read and the start of the watch.
      await look();
    },
    unready: () => expired(pair.expires),
    close: () => close(),
  };
}
