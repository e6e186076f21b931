/** The types of CloudFormation that rules can judge. A new one is a line in the table of its kind. */
import { compute } from './compute.ts';
import { databases } from './databases.ts';
import { security } from './security.ts';
import { storage } from './storage.ts';
import type { TemplateTypes } from './type.ts';

export const TYPES: TemplateTypes = { ...storage, ...databases, ...compute, ...security };
