/** What admission knows to stand around an object: the namespaces and budgets of manifests and dumps that the configuration names. */
import { type Inventory, inventoryOf } from '../context/inventory.ts';
import { readPaths } from '../sources/files.ts';

/** @throws GatehouseError of the first file that cannot be read: half of what stands around would be worse than none */
export async function inventoryOfFiles(paths: readonly string[]): Promise<Inventory> {
  const { documents, errors } = await readPaths(paths);
  if (errors[0]) throw errors[0];
  return inventoryOf(documents.flatMap(({ resources }) => resources.map(({ resource }) => resource)));
}
