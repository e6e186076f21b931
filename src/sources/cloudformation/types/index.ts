/** The types of CloudFormation that rules can judge. A new one is a line in the table of its kind. */

import { wildcard } from '../../../rules/wildcard.ts';
import { analytics } from './analytics.ts';
import { caches } from './caches.ts';
import { compute } from './compute.ts';
import { containers } from './containers.ts';
import { databases } from './databases.ts';
import { functions } from './functions.ts';
import { messaging } from './messaging.ts';
import { network } from './network.ts';
import { operations } from './operations.ts';
import { security } from './security.ts';
import { storage } from './storage.ts';
import type { TemplateTypes } from './type.ts';

export const TYPES: TemplateTypes = {
  ...storage,
  ...databases,
  ...caches,
  ...messaging,
  ...compute,
  ...containers,
  ...functions,
  ...network,
  ...security,
  ...operations,
  ...analytics,
};

/** Which of them a rule judges, or has a part of that it judges. @param kinds globs of types of Terraform */
export function templateTypes(kinds: readonly string[]): string[] {
  const matchers = kinds.map((kind) => wildcard(kind));
  const isJudged = (type: string) => matchers.some((matches) => matches(type));
  return Object.entries(TYPES)
    .filter(([, { as, hollow, parts = [] }]) => (!hollow && isJudged(as)) || parts.some((part) => isJudged(part.as)))
    .map(([name]) => name)
    .sort();
}
