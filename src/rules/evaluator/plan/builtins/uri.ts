/** Parts of URIs, told apart as Go's `net/url` does. https://pkg.go.dev/net/url#Parse */
import type { Builtin } from '../compile.ts';
import { isString, onStrings } from './arguments.ts';
import { unescaped } from './encoding.ts';
import { address } from './ip.ts';

type Parts = Record<string, string>;

/** Bytes that a path may hold as they are. */
const PATH = /[^A-Za-z0-9\-_.~$&+,/:;=@]/gu;
const USER = /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/;
/** In a host only bytes beyond ASCII may be escaped. */
const HOST = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:[\]<>"]|[^\0-\x7f]|%25|%[89a-fA-F][0-9a-fA-F])*$/u;
const PORT = /^(?::\d*)?$/;

const percent = (text: string) =>
  (Buffer.from(text).toString('hex').toUpperCase().match(/../g) ?? []).map((byte) => `%${byte}`).join('');

/** Host with its port; undefined where it is malformed. */
function hostOf(scheme: string, text: string): string | undefined {
  const open = text.lastIndexOf('[');
  if (open > 0) return undefined;
  if (open === 0) return literal(text);
  const first = text.indexOf(':');
  const colon = /^https?$/.test(scheme) ? first : text.lastIndexOf(':');
  if (first >= 0 && !PORT.test(text.slice(colon))) return undefined;
  return HOST.test(text) ? unescaped(text, '+') : undefined;
}

/** An IPv6 address in brackets, with a zone after `%25`. */
function literal(text: string): string | undefined {
  const close = text.lastIndexOf(']');
  if (close < 0 || !PORT.test(text.slice(close + 1))) return undefined;
  const inner = unescaped(text.slice(1, close), '+');
  const [ip = '', ...zone] = inner?.split('%') ?? [];
  if (!ip.includes(':') || address(ip) === undefined || (zone.length > 0 && zone.join('') === '')) return undefined;
  return `[${inner}]${text.slice(close + 1)}`;
}

function withHost(parts: Parts, scheme: string, authority: string): boolean {
  const at = authority.lastIndexOf('@');
  const user = at < 0 ? '' : authority.slice(0, at);
  const host = hostOf(scheme, authority.slice(at + 1));
  if (host === undefined || !USER.test(user) || unescaped(user, '+') === undefined) return false;
  const port = /:(\d*)$/.exec(host);
  // A colon inside brackets belongs to the address.
  const split = port && !host.slice(port.index).includes(']') ? port : null;
  const name = (split ? host.slice(0, split.index) : host).replace(/^\[(.*)\]$/s, '$1');
  if (name !== '') parts.hostname = name;
  if (split?.[1]) parts.port = split[1];
  return true;
}

function parse(uri: string): Parts | undefined {
  const [text = '', fragment = ''] = cut(uri, '#');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\0-\x1f\x7f]/.test(text) || text.startsWith(':')) return undefined;
  const parts: Parts = {};
  const schemed = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text);
  const scheme = schemed?.[1]?.toLowerCase() ?? '';
  const [hierarchy, query] = cut(text.slice(schemed?.[0].length ?? 0), '?');
  if (scheme !== '') parts.scheme = scheme;
  if (query) parts.raw_query = query;
  const fragmentText = unescaped(fragment, '+');
  if (fragmentText === undefined) return undefined;
  if (fragmentText !== '') parts.fragment = fragmentText;
  if (!hierarchy.startsWith('/') && text !== '*') {
    if (scheme !== '') return parts;
    if (/^[^/]*:/.test(hierarchy)) return undefined;
  }
  return withPath(parts, scheme, hierarchy);
}

function withPath(parts: Parts, scheme: string, hierarchy: string): Parts | undefined {
  let raw = hierarchy;
  if (hierarchy.startsWith('//') && (scheme !== '' || !hierarchy.startsWith('///'))) {
    const end = hierarchy.indexOf('/', 2);
    raw = end < 0 ? '' : hierarchy.slice(end);
    if (!withHost(parts, scheme, hierarchy.slice(2, end < 0 ? undefined : end))) return undefined;
  }
  const path = unescaped(raw, '+');
  if (path === undefined) return undefined;
  if (path !== '') Object.assign(parts, { path, raw_path: path.replace(PATH, percent) === raw ? path : raw });
  return parts;
}

function cut(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

export const uri: Record<string, Builtin> = {
  'uri.parse': onStrings(parse),
  'uri.is_valid': (text) => isString(text) && text !== '' && parse(text) !== undefined,
};
