/** Whether traffic that an Ingress lets in is encrypted on its way. */
import { arrayAt, dig, type JsonObject, stringAt } from '../../json.ts';
import type { Encryption } from '../../resource/facets.ts';
import { type Annotations, annotationsOf } from './kinds.ts';

/**
 * Annotations by which a controller is told of a certificate, or that something before it holds one. The value, where there is a
 * pattern, must match it; otherwise it must not be empty.
 */
const TLS_ANNOTATIONS: Readonly<Record<string, RegExp | undefined>> = {
  'alb.ingress.kubernetes.io/certificate-arn': undefined,
  'appgw.ingress.kubernetes.io/appgw-ssl-certificate': undefined,
  'haproxy.org/ssl-passthrough': /^true$/i,
  'haproxy-ingress.github.io/ssl-passthrough': /^true$/i,
  'ingress.gcp.kubernetes.io/pre-shared-cert': undefined,
  'networking.gke.io/managed-certificates': undefined,
  'networking.gke.io/certmap': undefined,
  'nginx.ingress.kubernetes.io/force-ssl-redirect': /^true$/i,
  'nginx.ingress.kubernetes.io/ssl-passthrough': /^true$/i,
  'traefik.ingress.kubernetes.io/router.tls': /^true$/i,
};

/** Set to false, these serve plain HTTP beside HTTPS. */
const REDIRECT_ANNOTATIONS = ['nginx.ingress.kubernetes.io/ssl-redirect', 'haproxy.org/ssl-redirect'];

/** One answer per host that the rules name; a rule without a host is answered as `any host`. */
export function ingressEncryption(object: JsonObject): Encryption[] {
  const annotations = annotationsOf(object);
  const terminated = isTerminated(annotations);
  const plainToo = REDIRECT_ANNOTATIONS.some((key) => annotations[key]?.toLowerCase() === 'false');
  return hostsOf(object).map(({ host, path }) => {
    const isCovered = terminated ?? tlsCovers(object, host);
    const part = `traffic to ${host ?? 'any host'}`;
    if (isCovered && !plainToo) return { aspect: 'in-transit', part, path, state: 'encrypted' };
    return { aspect: 'in-transit', part, path, state: 'unencrypted', remedy: remedy(host, isCovered) };
  });
}

function remedy(host: string | undefined, isCovered: boolean): NonNullable<Encryption['remedy']> {
  if (isCovered) return { text: 'remove the annotation that turns the redirect to HTTPS off' };
  const entry = host === undefined ? [] : ['    hosts:', `    - ${JSON.stringify(host)}`];
  return {
    text: `list ${host === undefined ? 'a certificate' : 'the host with its certificate'} under spec.tls`,
    snippet: ['tls:', '  - secretName: NAME-OF-TLS-SECRET', ...entry].join('\n'),
  };
}

function hostsOf(object: JsonObject): { host: string | undefined; path: string }[] {
  const hosts = new Map<string | undefined, string>();
  for (const [index, rule] of arrayAt(object, 'spec', 'rules').entries()) {
    const host = stringAt(rule, 'host') || undefined;
    if (!hosts.has(host)) hosts.set(host, host === undefined ? '/spec/tls' : `/spec/rules/${index}/host`);
  }
  const hasBackend = ['defaultBackend', 'backend'].some((key) => dig(object, 'spec', key) !== undefined);
  if (hosts.size === 0 && hasBackend) hosts.set(undefined, '/spec/tls');
  return [...hosts].map(([host, path]) => ({ host, path }));
}

/** An entry without hosts stands for whatever the controller serves; a rule without a host is served with any certificate. */
function tlsCovers(object: JsonObject, host: string | undefined): boolean {
  return arrayAt(object, 'spec', 'tls').some((entry) => {
    const hosts = arrayAt(entry, 'hosts');
    return host === undefined || hosts.length === 0 || hosts.some((pattern) => hostMatches(String(pattern), host));
  });
}

/** `*.example.com` covers one more label, as certificates have it. */
export function hostMatches(pattern: string, host: string): boolean {
  if (pattern.toLowerCase() === host.toLowerCase()) return true;
  const dot = host.indexOf('.');
  return pattern.startsWith('*.') && dot > 0 && host.slice(dot).toLowerCase() === pattern.slice(1).toLowerCase();
}

/** What annotations say of TLS; undefined where they say nothing and `spec.tls` decides. */
function isTerminated(annotations: Annotations): boolean | undefined {
  // The AWS controller serves what `listen-ports` lists; with a certificate alone, HTTPS only.
  const listen = annotations['alb.ingress.kubernetes.io/listen-ports'];
  if (listen?.includes('"HTTPS"')) {
    const redirects = annotations['alb.ingress.kubernetes.io/ssl-redirect'] !== undefined;
    return redirects || !listen.includes('"HTTP"') || hasRedirectAction(annotations);
  }
  if (listen?.includes('"HTTP"')) return false;
  const says = Object.entries(TLS_ANNOTATIONS).some(([key, pattern]) => {
    const value = annotations[key];
    return value !== undefined && (pattern ?? /./).test(value);
  });
  return says ? true : undefined;
}

/** The older way of the AWS controller: an action that is a redirect to HTTPS. */
function hasRedirectAction(annotations: Annotations): boolean {
  return Object.entries(annotations).some(
    ([key, value]) =>
      key.startsWith('alb.ingress.kubernetes.io/actions.') && /"Protocol"\s*:\s*"HTTPS"/.test(value ?? ''),
  );
}
