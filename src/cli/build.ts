/** `gatehouse build`: makes a bundle of rules of one's own. */
import { buildBundle } from '../bundles/build/build.ts';
import { count } from '../reports/text/layout.ts';
import { EXIT, type ExitCode } from './exit.ts';

/** @throws GatehouseError RULES_INVALID */
export async function build(folder: string, { output }: { output: string }): Promise<ExitCode> {
  const { rules, examples, revision } = await buildBundle(folder, output);
  const made = `${count(rules, 'rule')}, ${count(examples, 'example')} judged by both evaluators, revision ${revision.slice(0, 12)}`;
  process.stdout.write(`${output}: ${made}\nIn the configuration:\n\n  bundles:\n    - path: ${output}\n`);
  return EXIT.ok;
}
