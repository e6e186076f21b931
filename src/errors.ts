/**
 * The catalogue of errors that a user can meet. Each has a stable code, which is what scripts and searches hold on to, and a
 * message that says what was wrong, where, and what to do. HTTP status and exit code are the doors' own translation.
 */
export type ErrorCode =
  | 'INPUT_UNREADABLE'
  | 'INPUT_UNRECOGNISED'
  | 'INPUT_TOO_LARGE'
  | 'PLAN_VERSION_UNSUPPORTED'
  | 'MANIFEST_INVALID'
  | 'REVIEW_INVALID'
  | 'CONFIG_INVALID'
  | 'BUNDLE_INVALID'
  | 'RULES_INVALID'
  | 'CERTIFICATE_INVALID'
  | 'EVALUATION_FAILED'
  | 'TIMED_OUT'
  | 'CALLER_GONE'
  | 'SCANS_UNREADABLE'
  | 'CLUSTER_UNREACHABLE'
  | 'AUDIT_UNKNOWN'
  | 'AUDIT_ELSEWHERE'
  | 'RULE_UNKNOWN'
  | 'FIX_FAILED'
  | 'NOT_READY'
  | 'BUSY'
  | 'ENCODING_UNSUPPORTED'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'USAGE';

/** An error that was foreseen: its message is meant for the person who made the request. */
export class GatehouseError extends Error {
  readonly code: ErrorCode;
  /** Where in the input: a file, `file:line`, or a JSON Pointer. */
  readonly where: string | undefined;
  /** The id of the rule that failed, where one did. */
  readonly rule: string | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { where?: string | undefined; rule?: string | undefined; cause?: unknown } = {},
  ) {
    super(options.where === undefined ? message : `${options.where}: ${message}`, { cause: options.cause });
    this.name = 'GatehouseError';
    this.code = code;
    this.where = options.where;
    this.rule = options.rule;
  }
}

/** The message of whatever was thrown; libraries here throw strings and plain objects too. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  if (typeof thrown === 'string') return thrown;
  if (typeof thrown === 'object' && thrown !== null && 'message' in thrown) return String(thrown.message);
  return 'unknown error';
}
