/** The facts about every Terraform type that the tables know. */
import type { TypeFacts } from './facts.ts';

export type FactTable = Record<string, TypeFacts>;

const TABLES: FactTable[] = [];

const FACTS = new Map(TABLES.flatMap((table) => Object.entries(table)));

/** What is known about that type; undefined where nothing is. */
export function factsFor(type: string): TypeFacts | undefined {
  return FACTS.get(type);
}
