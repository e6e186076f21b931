/** The facts about every Terraform type that the tables know. */
import { compute } from './aws/compute.ts';
import { containers } from './aws/containers.ts';
import { databases } from './aws/databases.ts';
import { messaging } from './aws/messaging.ts';
import { network } from './aws/network.ts';
import { operations } from './aws/operations.ts';
import { policies } from './aws/policies.ts';
import { s3 } from './aws/s3.ts';
import { storage } from './aws/storage.ts';
import { azure } from './azure.ts';
import type { DescribedFacts, FactTable } from './combinators/kinds.ts';
import { gcp } from './gcp.ts';
import { kubernetes } from './kubernetes.ts';

const TABLES: FactTable[] = [
  s3,
  storage,
  compute,
  databases,
  messaging,
  network,
  containers,
  operations,
  policies,
  gcp,
  azure,
  kubernetes,
];

const FACTS = new Map(TABLES.flatMap((table) => Object.entries(table)));

/** What is known about that type; undefined where nothing is. */
export function factsFor(type: string): DescribedFacts | undefined {
  return FACTS.get(type);
}

/** Every type that the tables know, sorted. */
export function knownTypes(): string[] {
  return [...FACTS.keys()].sort((a, b) => (a < b ? -1 : 1));
}
