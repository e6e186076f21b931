/**
 * A value that is there already, or will be. Judging waits only where rules of others run in workers; everywhere else it must not
 * cost a turn of the event loop.
 */
export type Maybe<T> = T | Promise<T>;

/** What `next` makes of the value: at once where it is there. */
export function andThen<T, U>(value: Maybe<T>, next: (value: T) => Maybe<U>): Maybe<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}
