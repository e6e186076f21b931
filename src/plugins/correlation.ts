/**
 * Correlation: one id by which a caller's log, our log and our answer are found together. It is taken from what the caller
 * sends, if that is well formed, and returned in the same headers.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Bounded, and nothing that could break a log line or a header. */
const REQUEST_ID = /^[\w.:/+=@-]{1,128}$/;
const TRACEPARENT =
  /^(?<version>[0-9a-f]{2})-(?<trace>[0-9a-f]{32})-(?<parent>[0-9a-f]{16})-(?<flags>[0-9a-f]{2})(?<more>-.*)?$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The caller's `x-request-id`, or else the id of its trace. */
export function requestIdOf(headers: IncomingHttpHeaders): string | undefined {
  return wellFormedId(headers['x-request-id']) ?? traceOf(headers.traceparent)?.id;
}

/** The id where it is fit for a header and a log. */
export function wellFormedId(id: unknown): string | undefined {
  return typeof id === 'string' && REQUEST_ID.test(id) ? id : undefined;
}

/**
 * The caller's trace with a span of ours, as https://www.w3.org/TR/trace-context/#traceparent-header writes it. Where the
 * caller has no trace one begins here, whose id is the request's where that is a UUID.
 */
export function traceparentOf(headers: IncomingHttpHeaders, requestId: string): string {
  const trace = traceOf(headers.traceparent);
  const id = trace?.id ?? hexOf(UUID.test(requestId) ? requestId : randomUUID());
  const random = randomUUID();
  return `00-${id}-${random.slice(24)}${random.slice(0, 4)}-${trace?.flags ?? '00'}`;
}

/** The digits of a UUID. */
function hexOf(uuid: string): string {
  return uuid.slice(0, 8) + uuid.slice(9, 13) + uuid.slice(14, 18) + uuid.slice(19, 23) + uuid.slice(24);
}

function traceOf(header: string | string[] | undefined): { id: string; flags: string } | undefined {
  if (typeof header !== 'string') return undefined;
  const { version, trace, parent, flags, more } = TRACEPARENT.exec(header)?.groups ?? {};
  if (version === undefined || trace === undefined || flags === undefined || version === 'ff') return undefined;
  if (version === '00' && more !== undefined) return undefined;
  if (/^0+$/.test(trace) || /^0+$/.test(parent ?? '')) return undefined;
  // Of the flags only `sampled` is defined for version 00, which is what is sent on.
  return { id: trace, flags: (Number.parseInt(flags, 16) & 1) === 1 ? '01' : '00' };
}
