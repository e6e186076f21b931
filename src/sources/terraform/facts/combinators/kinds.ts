/** Tables of a kind: each entry of a provider's table is one type. */
import type { TypeFacts } from '../facts.ts';
import type { EncryptionAnswer, ExposureAnswer } from './about.ts';

/** `TypeFacts` whose answers carry what they read, for the documentation. */
export interface DescribedFacts extends TypeFacts {
  encryption?: EncryptionAnswer;
  exposure?: ExposureAnswer;
}

export type FactTable = Record<string, DescribedFacts>;

/** The same facts under several names: a type and its alias. */
export function named(names: readonly string[], facts: DescribedFacts): FactTable {
  return Object.fromEntries(names.map((name) => [name, facts]));
}
