/** Documents of other projects, which are read where they lie; a checkout without them passes over what needs them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Test } from 'tap';
import type { JsonObject } from '../../src/json.ts';

const DIRECTORY = join(process.cwd(), '..', 'shared', 'data');

/** Where they are; undefined, with a comment in the test's output, where they are not. CI insists on them. */
export function sharedData(t: Test): string | undefined {
  if (existsSync(DIRECTORY)) return DIRECTORY;
  if (process.env.CI) t.fail(`${DIRECTORY} is missing`);
  else t.comment(`passed over: ${DIRECTORY} is not there`);
  return undefined;
}

/** One of the Terraform documents. */
export function sharedTerraform(t: Test, name: string): JsonObject | undefined {
  const directory = sharedData(t);
  return directory === undefined
    ? undefined
    : (JSON.parse(readFileSync(join(directory, 'terraform', name), 'utf8')) as JsonObject);
}
