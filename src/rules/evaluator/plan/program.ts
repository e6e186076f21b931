/**
 * Rules as JavaScript, in pieces: one for each function of the plan and each body of the entrypoint. It is JSON, so that the rules that ship
 * with Gatehouse are compiled when they are built and not when a server starts.
 */

/** The source of a function, and what it refers to by name. */
export interface Piece {
  source: string;
  /** Numbers of the functions that it calls, as `f12`. */
  calls: number[];
  /** Names of the builtins that it calls, each as `builtinIdentifier` has it. */
  builtins: string[];
  /** It may call whatever has a path: which one is known only while evaluating. */
  dynamic?: true;
}

/** Of a rule or function: makes `f<number>`. */
export interface FunctionPiece extends Piece {
  /** The virtual document that it is: `["gatehouse", "lib", "image", "parts"]`. */
  path?: string[];
}

/** Of one body of the entrypoint: makes `root`. */
export interface BodyPiece extends Piece {
  /** The rule that `input.rules` must name for it to find anything. */
  rule?: string;
}

export interface Program {
  /** By their numbers. */
  functions: FunctionPiece[];
  bodies: BodyPiece[];
}

/** Where pieces come from: a program that was kept, or a plan, of which each is made when it is asked for. */
export interface Pieces {
  /** How many functions there are. */
  count: number;
  function(number: number): FunctionPiece;
  path(number: number): readonly string[] | undefined;
}

/** Names of builtins hold nothing but letters, digits, `_` and `.`. */
export function builtinIdentifier(name: string): string {
  return `b$${name.replaceAll('.', '$')}`;
}
