/** The facts about every Terraform type that the tables know. */
import { caches } from './aws/caches.ts';
import { compute } from './aws/compute.ts';
import { containers } from './aws/containers.ts';
import { databases } from './aws/databases.ts';
import { messaging } from './aws/messaging.ts';
import { network } from './aws/network.ts';
import { operations } from './aws/operations.ts';
import { policies } from './aws/policies.ts';
import { s3 } from './aws/s3.ts';
import { storage } from './aws/storage.ts';
import { azureData } from './azure/data.ts';
import { azureNetwork } from './azure/network.ts';
import type { DescribedFacts, FactTable } from './combinators/kinds.ts';
import { gcpData } from './gcp/data.ts';
import { gcpIam } from './gcp/iam.ts';
import { gcpNetwork } from './gcp/network.ts';
import { kubernetes } from './kubernetes.ts';

const TABLES: FactTable[] = [
  s3,
  storage,
  compute,
  databases,
  caches,
  messaging,
  network,
  containers,
  operations,
  policies,
  gcpIam,
  gcpData,
  gcpNetwork,
  azureData,
  azureNetwork,
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
