/** Encryption at rest: by a switch, by naming a key, or always by the provider. */
import type { JsonValue } from '../../../../json.ts';
import type { Encryption, Remedy } from '../../../../resource/facets.ts';
import type { Attributes } from '../../attributes.ts';
import { answer, type EncryptionAnswer } from './about.ts';
import { keyFacts, namesKey } from './key.ts';
import { type At, isSet, type Look, look, nameOf, wordOf } from './place.ts';
import { setTo, spell } from './remedy.ts';

export interface AtRest {
  /** What is encrypted, for a message: `the volume`. */
  part: string;
  /** The attribute that switches it on. Without one, naming a key does, unless the provider always encrypts. */
  flag?: At;
  /** Values of the flag that mean encrypted, the one to advise first. */
  on?: JsonValue[];
  /** Where a customer's key is named; none where the type offers no choice. */
  key?: At | At[];
  /** How a key is written in an example. */
  keyExample?: string;
  /** The page that says that the provider encrypts where nothing is set. */
  byDefault?: string;
  /** Attributes that name a source (a snapshot, a primary) whose encryption this one takes over. */
  inherits?: At[];
}

export function atRest(spec: AtRest): EncryptionAnswer {
  const read = spec.flag === undefined ? byKey(spec) : byFlag(spec, spec.flag);
  const about = { aspect: 'at-rest' as const, text: describe(spec) };
  return answer(spec.byDefault === undefined ? about : { ...about, byDefault: spec.byDefault }, read);
}

function byFlag(spec: AtRest, flag: At) {
  const on = spec.on ?? [true];
  return (attributes: Attributes): Encryption[] => {
    const found = look(attributes, flag);
    if (found.state === 'value' && on.some((value) => same(value, found.value))) {
      return [encrypted(spec, attributes, found.path)];
    }
    if (found.state === 'value' && !isEmpty(found.value)) {
      return [unencrypted(spec, found.path, setTo(attributes, flag, on[0] ?? true))];
    }
    if (found.state === 'unknown') return [unknown(spec, found.path)];
    if (spec.inherits?.some((at) => isSet(attributes, at))) return [unknown(spec, found.path)];
    if (spec.byDefault !== undefined) return [encrypted(spec, attributes, found.path, spec.byDefault)];
    return [unencrypted(spec, found.path, setTo(attributes, flag, on[0] ?? true))];
  };
}

function byKey(spec: AtRest) {
  return (attributes: Attributes): Encryption[] => {
    const keys = keysIn(spec);
    const first = keys[0];
    const looks = keys.map((at) => look(attributes, at));
    const set = looks.find(({ state }) => state !== 'absent') ?? looks[0];
    const path = set?.path ?? attributes.path();
    if (spec.byDefault !== undefined) {
      return [encrypted(spec, attributes, path, set?.state === 'value' ? undefined : spec.byDefault)];
    }
    if (first === undefined) return [];
    if (set === undefined || set.state === 'absent')
      return [unencrypted(spec, path, keyRemedy(attributes, spec, first))];
    if (set.state === 'unknown' && !namesKey(set.references)) return [unknown(spec, path)];
    return [encrypted(spec, attributes, path)];
  };
}

export function encrypted(spec: AtRest, attributes: Attributes, path: string, byDefault?: string): Encryption {
  const key = keyFacts(attributes, keysIn(spec), spec.keyExample);
  return {
    aspect: 'at-rest',
    part: spec.part,
    path,
    state: 'encrypted',
    ...key,
    ...(byDefault !== undefined && { byDefault }),
  };
}

export function unencrypted(spec: AtRest, path: string, remedy: Remedy): Encryption {
  return { aspect: 'at-rest', part: spec.part, path, state: 'unencrypted', remedy };
}

function unknown(spec: AtRest, path: string): Encryption {
  return { aspect: 'at-rest', part: spec.part, path, state: 'unknown' };
}

function keyRemedy(attributes: Attributes, spec: AtRest, at: At): Remedy {
  const { keyRemedy } = keyFacts(attributes, [at], spec.keyExample);
  return keyRemedy ?? { text: `set ${spell(nameOf(at).split('.'))}` };
}

function keysIn(spec: AtRest): At[] {
  return spec.key === undefined ? [] : [spec.key].flat();
}

function describe(spec: AtRest): string {
  const keys = keysIn(spec).map((at) => `\`${nameOf(at)}\``);
  const isAlways = spec.flag === undefined && spec.byDefault !== undefined;
  const parts = [
    ...(isAlways ? ['always'] : []),
    ...(spec.flag === undefined ? [] : [`\`${nameOf(spec.flag)}\``]),
    ...(keys.length === 0 ? [] : [`key ${keys.join(', ')}`]),
  ];
  return parts.join(', ');
}

/** Terraform reads `"true"` as `true`, and providers compare names without case. */
export function same(wanted: JsonValue, found: Extract<Look, { state: 'value' }>['value']): boolean {
  return wordOf(wanted).toLowerCase() === wordOf(found).toLowerCase();
}

function isEmpty(value: JsonValue): boolean {
  return Array.isArray(value) && value.length === 0;
}
