/** IP addresses and ranges as numbers. An IPv4 address written inside IPv6 (`::ffff:1.2.3.4`) is the IPv4 address. */
export interface Address {
  bits: 32 | 128;
  value: bigint;
}

export interface Range {
  bits: 32 | 128;
  first: bigint;
  last: bigint;
}

const MAPPED = 0xffffn;

export function address(text: string): Address | undefined {
  const parsed = text.includes(':') ? six(text) : four(text);
  return parsed?.bits === 128 && parsed.value >> 32n === MAPPED
    ? { bits: 32, value: parsed.value & 0xffff_ffffn }
    : parsed;
}

function four(text: string): Address | undefined {
  if (!/^(?:(?:0|[1-9]\d{0,2})(?:\.|$)){4}$/.test(text) || text.endsWith('.')) return undefined;
  const parts = text.split('.').map(Number);
  if (parts.some((part) => part > 255)) return undefined;
  return { bits: 32, value: parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n) };
}

function six(text: string): Address | undefined {
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (tail) {
    const last = four(tail[2] as string);
    if (last === undefined) return undefined;
    return six(`${tail[1]}${(last.value >> 16n).toString(16)}:${(last.value & 0xffffn).toString(16)}`);
  }
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [left = [], right = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - left.length - right.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...left, ...Array.from({ length: missing }, () => '0'), ...right];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return { bits: 128, value: groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n) };
}

/** A range of addresses by its prefix: `10.0.0.0/8`. Bits after the prefix are ignored. */
export function range(text: string): Range | undefined {
  const [ip = '', length = '', ...rest] = text.split('/');
  const parsed = ip.includes(':') ? six(ip) : four(ip);
  if (parsed === undefined || rest.length > 0 || !/^\d{1,3}$/.test(length)) return undefined;
  const host = parsed.bits - Number(length);
  if (host < 0) return undefined;
  const first = (parsed.value >> BigInt(host)) << BigInt(host);
  const last = first + (1n << BigInt(host)) - 1n;
  if (parsed.bits === 32 || host > 32 || first >> 32n !== MAPPED) return { bits: parsed.bits, first, last };
  return { bits: 32, first: first & 0xffff_ffffn, last: last & 0xffff_ffffn };
}

export function addressText({ bits, value }: Address): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
  const [start, length] = longestZeros(groups);
  if (length < 2) return groups.join(':');
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`;
}

function longestZeros(groups: readonly string[]): [number, number] {
  let best: [number, number] = [0, 0];
  for (let start = 0; start < groups.length; start += 1) {
    let end = start;
    while (groups[end] === '0') end += 1;
    if (end - start > best[1]) best = [start, end - start];
  }
  return best;
}

/** How many bits the size of a range takes. */
export const hostBits = (size: bigint) => size.toString(2).length - 1;

/** The fewest prefixes that cover a range exactly. */
export function prefixes({ bits, first, last }: Range): string[] {
  const result: string[] = [];
  for (let at = first; at <= last; ) {
    const aligned = at === 0n ? bits : hostBits(at & -at);
    const host = Math.min(aligned, hostBits(last - at + 1n));
    result.push(`${addressText({ bits, value: at })}/${bits - host}`);
    at += 1n << BigInt(host);
  }
  return result;
}
