/** Packages that take long to load, loaded by the first call that needs them: most rules need none. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

let yamlPackage: typeof import('yaml') | undefined;
let re2Package: typeof import('re2js') | undefined;

export function yaml(): typeof import('yaml') {
  yamlPackage ??= require('yaml') as typeof import('yaml');
  return yamlPackage;
}

export function re2(): typeof import('re2js') {
  re2Package ??= require('re2js') as typeof import('re2js');
  return re2Package;
}
