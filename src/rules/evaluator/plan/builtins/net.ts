/** IP ranges. */
import type { Builtin } from '../compile.ts';

interface Range {
  bits: 32 | 128;
  first: bigint;
  last: bigint;
}

function address(text: string): { bits: 32 | 128; value: bigint } | undefined {
  const four = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (four) {
    const parts = four.slice(1).map(Number);
    const plain = four.slice(1).every((part) => String(Number(part)) === part);
    if (!plain || parts.some((part) => part > 255)) return undefined;
    return { bits: 32, value: parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n) };
  }
  return six(text);
}

function six(text: string): { bits: 128; value: bigint } | undefined {
  if (!/^[0-9a-fA-F:.]+$/.test(text) || !text.includes(':')) return undefined;
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (tail) {
    const four = address(tail[2] as string);
    if (four?.bits !== 32) return undefined;
    return six(`${tail[1]}${(four.value >> 16n).toString(16)}:${(four.value & 0xffffn).toString(16)}`);
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

function range(text: string): Range | undefined {
  const [ip = '', length, ...rest] = text.split('/');
  const parsed = address(ip);
  if (parsed === undefined || length === undefined || rest.length > 0 || !/^\d{1,3}$/.test(length)) return undefined;
  const host = parsed.bits - Number(length);
  if (host < 0) return undefined;
  const first = (parsed.value >> BigInt(host)) << BigInt(host);
  return { bits: parsed.bits, first, last: first + (1n << BigInt(host)) - 1n };
}

function single(text: string): Range | undefined {
  const parsed = address(text);
  return parsed && { bits: parsed.bits, first: parsed.value, last: parsed.value };
}

const onRanges =
  (test: (a: Range, b: Range) => boolean): Builtin =>
  (a, b) => {
    if (typeof a !== 'string' || typeof b !== 'string') return undefined;
    const [left, right] = [range(a), single(b) ?? range(b)];
    return left && right && left.bits === right.bits ? test(left, right) : left && right ? false : undefined;
  };

export const net: Record<string, Builtin> = {
  'net.cidr_contains': onRanges((a, b) => a.first <= b.first && b.last <= a.last),
  'net.cidr_intersects': onRanges((a, b) => a.first <= b.last && b.first <= a.last),
  'net.cidr_is_valid': (text) => typeof text === 'string' && range(text) !== undefined,
};
