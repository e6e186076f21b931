/** What stands around a set of resources without being judged with it. */
import type { SourcedResource } from '../resource/resource.ts';
import { type Inventory, inventoryOf } from './inventory.ts';

/**
 * Manifests that stand around what is judged.
 * @throws GatehouseError where one cannot be read: judging without it would give another answer
 */
export async function readContext(files: readonly string[]): Promise<SourcedResource[]> {
  if (files.length === 0) return [];
  // Loaded here: a server whose context is a cluster reads no files.
  const { readPaths } = await import('../sources/files.ts');
  const { documents, errors } = await readPaths(files);
  const [error] = errors;
  if (error) throw error;
  return documents.flatMap(({ resources }) => resources);
}

/** What stands around a set: the set itself, and the context. What is in both counts as the set has it. */
export function inventoryWith(set: readonly SourcedResource[], context: readonly SourcedResource[]): Inventory {
  const keyOf = ({ resource: { type, name, namespace } }: SourcedResource) =>
    `${type.split('/').at(-1)} ${namespace ?? 'default'} ${name}`;
  const known = new Set(set.map(keyOf));
  const around = context.filter((sourced) => !known.has(keyOf(sourced)));
  return inventoryOf([...set, ...around].map(({ resource }) => resource));
}
