/** What is logged of a review: who asked for what and what was answered, never the object. */
import type { Logger } from 'pino';
import { stringAt } from '../json.ts';
import type { Webhook } from './judge.ts';
import type { Repeats } from './repeats.ts';
import type { Outcome } from './review.ts';

/** What was allowed is for debugging only, and what is said again and again is said with a count. */
export function logReview(log: Logger, repeats: Repeats, requestId: string, webhook: Webhook, outcome: Outcome): void {
  const { decision, response, review, violations, carried = [], error } = outcome;
  const quiet = (decision === 'allow' && carried.length === 0) || decision === 'pass' || decision === 'gone';
  if (quiet && !log.isLevelEnabled('debug')) return;
  const about = {
    requestId,
    webhook,
    uid: response.uid,
    allowed: response.allowed,
    ...(review && {
      operation: review.operation,
      kind: `${review.kind.group}/${review.kind.version}/${review.kind.kind}`,
      namespace: review.namespace,
      name: nameOf(review),
      subResource: review.subResource,
      user: review.userInfo.username,
      dryRun: review.dryRun,
    }),
    rules: violations.map(({ rule, action }) => `${rule}=${action}`),
    ...(carried.length > 0 && {
      breakGlass: carried.map(({ rule, message, waiver }) => ({ rule, message, ...waiver })),
    }),
  };
  if (quiet) {
    log.debug(about, decision === 'gone' ? 'client gone' : 'review allowed');
    return;
  }
  const { requestId: _request, uid: _uid, ...said } = about;
  const code = response.status?.code;
  repeats.note(JSON.stringify([said, decision, code, error?.message]), (repeated) => {
    const line = repeated === undefined ? about : { ...about, repeated };
    if (decision === 'deny') log.info(line, 'review denied');
    else if (decision === 'allow') log.warn(line, 'review allowed by break-glass');
    else if (error === undefined) log.warn({ ...line, code }, 'review refused');
    else log.error({ ...line, rule: error.rule, error }, 'review not judged');
  });
}

/** Of what gets a new name with each attempt, the part that stays. */
function nameOf({ object, name }: NonNullable<Outcome['review']>): string {
  const generateName = stringAt(object, 'metadata', 'generateName');
  return generateName ? `${generateName}*` : name;
}
