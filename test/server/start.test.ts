/** What a start of the server, or of `gatehouse check`, loads before it can answer: nearly all of the time that it takes. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import t from 'tap';

/** Loaded where they are needed, because each takes a tenth of a start or more. */
const ON_DEMAND = [
  'typebox',
  'ajv',
  '@kubernetes/client-node',
  'node-forge',
  're2js',
  '@open-policy-agent/opa-wasm',
  '@fastify/swagger',
];

const compiled = resolve('dist/src');
/** As the compiler writes them, without those of types. */
const IMPORTS = /^(?:import|export) (?:[^;'"()]* from )?['"](?<from>[^'"]+)['"];/gm;

for (const entry of ['server.js', 'cli/main.js', 'cli/check.js']) {
  t.test(`${entry} loads what takes long only when it is asked for`, async (t) => {
    const packages = packagesOf(join(compiled, entry));
    t.ok(packages.size > 0, 'its imports were read');
    for (const name of ON_DEMAND) t.notOk(packages.has(name), `${name}${packages.get(name) ?? ''}`);
  });
}

/** The packages that a module imports, itself or through others, by way of what. Imports on demand do not count. */
function packagesOf(entry: string): Map<string, string> {
  const packages = new Map<string, string>();
  const seen = new Set<string>();
  const visit = (file: string, trail: string) => {
    if (seen.has(file) || !existsSync(file)) return;
    seen.add(file);
    const here = `${trail} < ${file.slice(compiled.length + 1)}`;
    for (const [, from = ''] of readFileSync(file, 'utf8').matchAll(IMPORTS)) {
      if (from.startsWith('.')) visit(resolve(dirname(file), from), here);
      else if (!packages.has(from)) packages.set(from, here);
    }
  };
  visit(entry, '');
  return packages;
}
