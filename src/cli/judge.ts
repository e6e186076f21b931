/** Judges what a command was given: each set in its own context, one report on all. */

import type { Door } from '../config/schema.ts';
import { inventoryWith } from '../context/around.ts';
import { judgeSet } from '../engine.ts';
import { mergeReports } from '../reports/merge.ts';
import type { Report } from '../reports/report.ts';
import type { SourcedResource } from '../resource/resource.ts';
import type { ScorecardBuilder } from '../scorecard/build.ts';
import type { Setup } from '../setup.ts';
import { wholeOf } from '../sources/whole.ts';
import type { Inputs } from './inputs.ts';
import type { Progress } from './progress.ts';

interface Judging {
  inputs: Pick<Inputs, 'manifests' | 'others'>;
  /** What stands around the manifests without being judged. */
  context: SourcedResource[];
  door: Door;
  progress: Progress;
  scorecard?: ScorecardBuilder | undefined;
}

/** The manifests as one set in their context, each plan and state as its own; one report on all. */
export async function judgeInputs(
  { rules, scans }: Setup,
  { inputs, context, door, progress, scorecard }: Judging,
): Promise<Report> {
  const total = inputs.others.reduce((sum, { resources }) => sum + resources.length, inputs.manifests.length);
  let before = 0;
  const judge = async (set: SourcedResource[], around: SourcedResource[], whole?: SourcedResource) => {
    const report = await judgeSet(rules, set, {
      door,
      now: Date.now(),
      scans,
      ...(whole && { whole }),
      ...(scorecard && { scorecard }),
      ...(around.length > 0 && { inventory: inventoryWith(set, around) }),
      progress: (done) => progress.update('Judging resource', before + done, total),
    });
    before += set.length;
    return report;
  };
  const { manifests, others } = inputs;
  const reports = [await judge(manifests, context, manifests.length > 0 ? wholeOf('manifests') : undefined)];
  for (const { kind, name, resources } of others) {
    reports.push(await judge(resources, [], wholeOf(kind, name === '<stdin>' ? undefined : name)));
  }
  return mergeReports(reports, rules.revision);
}
