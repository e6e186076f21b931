/** Whether traffic that a Gateway lets in is encrypted on its way: Gateway API and Istio. */
import { arrayAt, dig, type JsonObject, type JsonValue, stringAt } from '../../json.ts';
import type { Encryption } from '../../resource/facets.ts';
import { hostMatches } from './ingress.ts';

/**
 * Listeners of the Gateway API. Whether an HTTP listener only redirects is written in routes, elsewhere: one that stands beside an
 * HTTPS listener for the same host is taken to be its redirect, and nothing is said of it. TCP and UDP carry anything.
 * https://gateway-api.sigs.k8s.io/guides/http-redirect-rewrite/
 */
export function gatewayEncryption(object: JsonObject): Encryption[] {
  const listeners = arrayAt(object, 'spec', 'listeners');
  const secure = listeners.filter((listener) => isSecure(stringAt(listener, 'protocol')));
  return listeners.flatMap((listener, index): Encryption[] => {
    const protocol = stringAt(listener, 'protocol');
    const path = `/spec/listeners/${index}/protocol`;
    const part = `traffic on port ${portOf(dig(listener, 'port'))}`;
    if (isSecure(protocol)) return [{ aspect: 'in-transit', part, path, state: 'encrypted' }];
    if (protocol !== 'HTTP' || secure.some((other) => sameHost(other, listener))) return [];
    const text = 'serve it by a listener with protocol HTTPS and a certificate';
    return [{ aspect: 'in-transit', part, path, state: 'unencrypted', remedy: { text } }];
  });
}

function isSecure(protocol: string | undefined): boolean {
  return protocol === 'HTTPS' || protocol === 'TLS';
}

function sameHost(secure: JsonValue, plain: JsonValue): boolean {
  const pattern = stringAt(secure, 'hostname');
  const host = stringAt(plain, 'hostname');
  return !pattern || (host !== undefined && hostMatches(pattern, host));
}

const ISTIO_PLAIN = new Set(['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB']);

/** Servers of an Istio Gateway. https://istio.io/latest/docs/reference/config/networking/gateway/ */
export function istioEncryption(object: JsonObject): Encryption[] {
  return arrayAt(object, 'spec', 'servers').flatMap((server, index): Encryption[] => {
    const protocol = stringAt(server, 'port', 'protocol')?.toUpperCase();
    const part = `traffic on port ${portOf(dig(server, 'port', 'number'))}`;
    const path = `/spec/servers/${index}/port/protocol`;
    const redirects = dig(server, 'tls', 'httpsRedirect') === true;
    if (protocol === 'HTTPS' || protocol === 'TLS' || redirects) {
      return [{ aspect: 'in-transit', part, path, state: 'encrypted' }];
    }
    if (protocol === undefined || !ISTIO_PLAIN.has(protocol)) return [];
    const remedy = {
      text: 'set tls.httpsRedirect: true, beside a server with protocol HTTPS',
      path: `/spec/servers/${index}/tls/httpsRedirect`,
      value: true,
    };
    return [{ aspect: 'in-transit', part, path, state: 'unencrypted', remedy }];
  });
}

function portOf(port: JsonValue | undefined): string {
  return typeof port === 'number' || typeof port === 'string' ? String(port) : 'unknown';
}
