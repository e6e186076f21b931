/** Encryption in transit: a switch, a protocol, or the oldest TLS version that is accepted. */
import type { JsonValue } from '../../../../json.ts';
import type { Encryption, Remedy } from '../../../../resource/facets.ts';
import type { Attributes } from '../../attributes.ts';
import { answer, type EncryptionAnswer } from './about.ts';
import { same } from './at-rest.ts';
import { type At, look, nameOf, wordOf } from './place.ts';
import { setTo } from './remedy.ts';

export interface InTransit {
  /** What travels, for a message: `traffic between nodes`. */
  part: string;
  at: At;
  /** Values that mean encrypted, the one to advise first. Default: `true`. */
  on?: JsonValue[];
  /** Values that mean unencrypted, where anything else is encrypted. */
  off?: JsonValue[];
  /** What holds where nothing is written. */
  absent: 'encrypted' | 'unencrypted' | 'not-asked';
  byDefault?: string;
  /** The value to advise, where it is not the first of `on`. */
  advise?: JsonValue;
}

export function inTransit(spec: InTransit): EncryptionAnswer {
  const about = { aspect: 'in-transit' as const, text: `\`${nameOf(spec.at)}\`` };
  return answer(spec.byDefault === undefined ? about : { ...about, byDefault: spec.byDefault }, (attributes) => {
    const found = look(attributes, spec.at);
    const remedy = () => setTo(attributes, spec.at, spec.advise ?? spec.on?.[0] ?? true);
    if (found.state === 'unknown') return [traffic(spec.part, found.path, 'unknown')];
    if (found.state === 'absent') {
      if (spec.absent === 'not-asked') return [];
      if (spec.absent === 'unencrypted') return [traffic(spec.part, found.path, 'unencrypted', remedy())];
      return [{ ...traffic(spec.part, found.path, 'encrypted'), ...(spec.byDefault && { byDefault: spec.byDefault }) }];
    }
    const holds = (values: JsonValue[]) => values.some((value) => same(value, found.value));
    const isEncrypted = spec.off === undefined ? holds(spec.on ?? [true]) : !holds(spec.off);
    return [
      isEncrypted
        ? traffic(spec.part, found.path, 'encrypted')
        : traffic(spec.part, found.path, 'unencrypted', remedy()),
    ];
  });
}

/** One answer about traffic. */
export function traffic(part: string, path: string, state: Encryption['state'], remedy?: Remedy): Encryption {
  return { aspect: 'in-transit', part, path, state, ...(remedy !== undefined && { remedy }) };
}

export interface TlsPolicy {
  at: At;
  /** True for a policy or version that accepts TLS 1.0 or 1.1, which RFC 8996 forbids. */
  isOld: (policy: string) => boolean;
  advise: string;
  absent: 'encrypted' | 'unencrypted' | 'not-asked';
  part?: string;
}

/** The oldest TLS version accepted: below 1.2 (RFC 8996) counts as not encrypted. */
export function tlsPolicy({
  at,
  isOld,
  advise,
  absent,
  part = 'traffic of TLS below 1.2',
}: TlsPolicy): EncryptionAnswer {
  return answer({ aspect: 'in-transit', text: `\`${nameOf(at)}\` (TLS 1.2 or later)` }, (attributes: Attributes) => {
    const found = look(attributes, at);
    if (found.state === 'unknown') return [traffic(part, found.path, 'unknown')];
    const policy = found.state === 'value' ? wordOf(found.value) : undefined;
    if (policy === undefined && absent === 'not-asked') return [];
    const old = policy === undefined ? absent === 'unencrypted' : isOld(policy);
    return [
      traffic(part, found.path, old ? 'unencrypted' : 'encrypted', old ? setTo(attributes, at, advise) : undefined),
    ];
  });
}
