/**
 * What the entrypoint asks, taken apart, so that a rule which does not apply costs nothing, however many of them there are.
 * `scripts/build-rules.ts` writes it, two of these for each rule:
 *
 *     findings contains {"rule": "no-latest", "violation": violation} if {
 *       input.rules["no-latest"]
 *       some violation in data.gatehouse.gitops.no_latest.violations
 *     }
 */
import { GatehouseError } from '../../../errors.ts';
import type { Block, Policy, Statement } from './ir.ts';
import { compareStrings } from './values.ts';

export type FindingKind = 'violation' | 'unknown';

export interface Question {
  /** The rule's id. */
  rule: string;
  kind: FindingKind;
  /** The function of the plan whose value holds the findings. */
  func: string;
}

type Of<Kind> = Extract<Statement, { type: Kind }>;

/**
 * The questions of `data.gatehouse.verdict.findings`, in the order that Rego gives their answers in the set.
 * @throws GatehouseError BUNDLE_INVALID where the entrypoint asks anything else
 */
export function questionsOf(policy: Policy): Question[] {
  const findings = policy.funcs.funcs?.find(({ path }) => path?.slice(1).join('/') === 'gatehouse/verdict/findings');
  if (findings === undefined) throw invalid('there is no gatehouse/verdict/findings');
  // The first block makes the set, the last returns it.
  const questions = (findings.blocks ?? []).slice(1, -1).map((block) => questionOf(block, policy));
  return questions.sort((a, b) => compareStrings(a.rule, b.rule) || compareStrings(a.kind, b.kind));
}

function questionOf({ stmts }: Block, policy: Policy): Question {
  const text = (index: number) => policy.static.strings?.[index]?.value;
  const statements = (stmts ?? []).filter(({ type }) => type !== 'ResetLocalStmt');
  const [rules, asked, isTrue, call, scan] = statements as [
    Of<'DotStmt'>,
    Of<'DotStmt'>,
    Of<'NotEqualStmt'>,
    Of<'CallStmt'>,
    Of<'ScanStmt'>,
  ];
  const kinds = ['DotStmt', 'DotStmt', 'NotEqualStmt', 'CallStmt', 'ScanStmt'];
  if (statements.map(({ type }) => type).join() !== kinds.join()) throw invalid('it asks what no rule answers');
  const inserts = (scan.stmt.block.stmts ?? []).filter(
    (one): one is Of<'ObjectInsertStmt'> => one.type === 'ObjectInsertStmt',
  );
  const [named, found] = inserts.map(({ stmt: { key, value } }) => ({
    key: key.type === 'string_index' ? text(key.value) : undefined,
    value: value.type === 'string_index' ? text(value.value) : undefined,
  }));
  const rule = asked.stmt.key.type === 'string_index' ? text(asked.stmt.key.value) : undefined;
  const kind = found?.key;
  const from = rules.stmt.key.type === 'string_index' ? text(rules.stmt.key.value) : undefined;
  if (from !== 'rules' || isTrue.stmt.b.value !== false || rule === undefined || inserts.length !== 2) {
    throw invalid('a rule is not asked by its name in input.rules');
  }
  if (named?.key !== 'rule' || named.value !== rule || (kind !== 'violation' && kind !== 'unknown')) {
    throw invalid(`what the rule ${rule} finds is neither a violation nor an unknown of that rule`);
  }
  return { rule, kind, func: call.stmt.func };
}

function invalid(problem: string): GatehouseError {
  return new GatehouseError('BUNDLE_INVALID', `the entrypoint is not one that a bundle has: ${problem}`);
}
