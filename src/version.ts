/** The version of this package, from its package.json. */
import { readFileSync } from 'node:fs';
import { findPackageFile } from './rules/bundle.ts';

export const { version } = JSON.parse(readFileSync(findPackageFile('package.json'), 'utf8')) as { version: string };
