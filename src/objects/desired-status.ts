/** The status that an object should have, from what became of it. */
import { isDeepStrictEqual } from 'node:util';
import { arrayAt, isObject, type JsonObject, objectAt, stringAt } from '../json.ts';
import { generationOf, type Outcome } from './compose.ts';
import type { Counted, Counts } from './counts.ts';
import type { Condition } from './status.ts';

/** Kubernetes keeps 32768 characters of a condition's message; nobody reads so many. */
const MAX_MESSAGE = 1024;

/**
 * The status to write, whole; undefined where the object has it already.
 * @param now milliseconds since the epoch
 * @param counts how many findings Waivers cover; undefined where no audit counts them, and nothing is said of it
 */
export function desiredStatus(outcome: Outcome, now: number, counts?: Pick<Counts, 'of'>): JsonObject | undefined {
  const { kind, object, state, problems, overridden, lastGood } = outcome;
  const before = objectAt(object, 'status');
  const generation = generationOf(object);
  const condition = (type: string, isTrue: boolean, reason: string, message: string): Condition => {
    const known = arrayAt(before, 'conditions').find((each) => stringAt(each, 'type') === type);
    const status = isTrue ? 'True' : 'False';
    const since = stringAt(known, 'status') === status ? stringAt(known, 'lastTransitionTime') : undefined;
    return {
      type,
      status,
      observedGeneration: generation,
      lastTransitionTime: since ?? new Date(now).toISOString().replace(/\.\d+Z$/, 'Z'),
      reason,
      message: message.slice(0, MAX_MESSAGE),
    };
  };
  const wrong = problems.filter(({ reason }) => reason !== 'Expired');
  const accepted = condition(
    'Accepted',
    wrong.length === 0,
    wrong[0]?.reason ?? 'Accepted',
    wrong.map(({ path, message }) => `${path}: ${message}`).join('; ') + lastGoodNote(outcome),
  );
  const conditions =
    kind === 'Waiver'
      ? [accepted, condition('Expired', state === 'Expired', state === 'Expired' ? 'Expired' : 'NotExpired', '')]
      : [
          accepted,
          condition(
            'Overridden',
            overridden.length > 0,
            overridden.length > 0 ? 'OtherRuleSets' : 'NotOverridden',
            overridden.join('; '),
          ),
        ];
  const desired = {
    observedGeneration: generation,
    state,
    conditions,
    ...(kind === 'Waiver' && counts && covered(counts.of(object), before, generation)),
    ...(lastGood && { lastGood: lastGood as unknown as JsonObject }),
  };
  return isDeepStrictEqual(plain(before), plain(desired)) ? undefined : desired;
}

/** What another server counted later stays, as does what one counted before this one's first audit. */
function covered(own: Counted | undefined, before: JsonObject, generation: number): JsonObject {
  const { covered, coveredAt, observedGeneration } = before;
  const isKept =
    typeof covered === 'number' &&
    typeof coveredAt === 'string' &&
    observedGeneration === generation &&
    (own === undefined || own.at < coveredAt);
  if (isKept) return { covered, coveredAt };
  return own ? { covered: own.findings, coveredAt: own.at } : {};
}

function lastGoodNote({ lastGood }: Outcome): string {
  return lastGood ? ` (generation ${lastGood.generation} counts in its place)` : '';
}

/** Without prototypes or what is undefined, to compare. */
function plain(value: unknown): unknown {
  return isObject(value) ? JSON.parse(JSON.stringify(value)) : value;
}
