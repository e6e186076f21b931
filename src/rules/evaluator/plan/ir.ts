/** OPA's intermediate representation, as `opa build -t plan` writes it. https://www.openpolicyagent.org/docs/ir */
export type Operand =
  | { type: 'local'; value: number }
  | { type: 'string_index'; value: number }
  | { type: 'bool'; value: boolean };

export interface Block {
  stmts: Statement[] | null;
}

interface Shapes {
  ReturnLocalStmt: { source: number };
  CallStmt: { func: string; args: Operand[] | null; result: number };
  CallDynamicStmt: { args: number[]; result: number; path: Operand[] };
  BlockStmt: { blocks: Block[] | null };
  BreakStmt: { index: number };
  DotStmt: { source: Operand; key: Operand; target: number };
  LenStmt: { source: Operand; target: number };
  ScanStmt: { source: number; key: number; value: number; block: Block };
  NotStmt: { block: Block };
  AssignIntStmt: { value: number; target: number };
  AssignVarStmt: { source: Operand; target: number };
  AssignVarOnceStmt: { source: Operand; target: number };
  ResetLocalStmt: { target: number };
  MakeNullStmt: { target: number };
  MakeNumberIntStmt: { value: number; target: number };
  MakeNumberRefStmt: { Index: number; target: number };
  MakeArrayStmt: { capacity: number; target: number };
  MakeObjectStmt: { target: number };
  MakeSetStmt: { target: number };
  EqualStmt: { a: Operand; b: Operand };
  NotEqualStmt: { a: Operand; b: Operand };
  IsArrayStmt: { source: Operand };
  IsObjectStmt: { source: Operand };
  IsSetStmt: { source: Operand };
  IsDefinedStmt: { source: number };
  IsUndefinedStmt: { source: number };
  ArrayAppendStmt: { value: Operand; array: number };
  ObjectInsertStmt: { key: Operand; value: Operand; object: number };
  ObjectInsertOnceStmt: { key: Operand; value: Operand; object: number };
  ObjectMergeStmt: { a: number; b: number; target: number };
  SetAddStmt: { value: Operand; set: number };
  WithStmt: { local: number; path: number[] | null; value: Operand; block: Block };
  NopStmt: object;
  ResultSetAddStmt: { value: number };
}

/** Where in the Rego a statement comes from: `file` is an index into `static.files`. Bundles keep it for calls of builtins only. */
export interface Location {
  file?: number;
  row?: number;
  col?: number;
}

export type Statement = { [Kind in keyof Shapes]: { type: Kind; stmt: Shapes[Kind] & Location } }[keyof Shapes];

export interface Func {
  name: string;
  params: number[];
  return: number;
  blocks: Block[] | null;
  path?: string[] | null;
}

export interface Policy {
  static: {
    strings: { value: string }[] | null;
    builtin_funcs: { name: string }[] | null;
    files: { value: string }[] | null;
  };
  plans: { plans: { name: string; blocks: Block[] }[] };
  funcs: { funcs: Func[] | null };
}
