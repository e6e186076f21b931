/** What goes into the log about errors: enough to mend them, and nothing of the documents that caused them. */
export interface DescribedError {
  type: string;
  message?: string;
  code?: string;
  /** The id of the rule that failed. */
  rule?: string;
  stack?: string;
  cause?: DescribedError;
}

/**
 * An error for the log. A parser's error quotes the document, which may hold secrets: of a SyntaxError, and of every cause,
 * only the type and the stack's places are told.
 */
export function describeError(thrown: unknown, depth = 0): DescribedError {
  if (!(thrown instanceof Error)) return { type: typeof thrown };
  const { code, rule } = thrown as { code?: unknown; rule?: unknown };
  const quotes = depth > 0 || thrown instanceof SyntaxError;
  const places = thrown.stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: thrown.name,
    ...(!quotes && { message: thrown.message }),
    ...(typeof code === 'string' && { code }),
    ...(typeof rule === 'string' && { rule }),
    ...(places && { stack: places.join('\n') }),
    ...(thrown.cause !== undefined && depth < 3 && { cause: describeError(thrown.cause, depth + 1) }),
  };
}
