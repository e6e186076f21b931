/** What the server's TLS consists of, exchanged part by part: `setSecureContext` forgets what it is not told again. */
import type { SecureContextOptions } from 'node:tls';

export const TLS_OPTIONS = { minVersion: 'TLSv1.2' } as const satisfies SecureContextOptions;

export interface TlsMaterial {
  /** PEM. */
  cert: string;
  key: string;
  /** PEM: who signs the certificates of clients. Without it they are not asked for one. */
  clientCa?: string | undefined;
}

/** What `https.Server` and `tls.Server` have in common. */
export interface SecureServer {
  setSecureContext(options: SecureContextOptions): void;
}

export function secureContext({ cert, key, clientCa }: TlsMaterial): SecureContextOptions {
  return { ...TLS_OPTIONS, cert, key, ...(clientCa !== undefined && { ca: clientCa }) };
}

/** Answers how to exchange a part. Open connections go on with what they began with. */
export function exchangeable(server: SecureServer, first: TlsMaterial): (part: Partial<TlsMaterial>) => void {
  let material = first;
  return (part) => {
    material = { ...material, ...part };
    server.setSecureContext(secureContext(material));
  };
}
