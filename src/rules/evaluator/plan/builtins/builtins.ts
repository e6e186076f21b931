/** The builtins that this evaluator has. A rule that uses another is refused when it is loaded. */
import type { Builtin } from '../compile.ts';
import { collections } from './collections.ts';
import { json } from './json.ts';
import { net } from './net.ts';
import { numbers } from './numbers.ts';
import { strings } from './strings.ts';

export const builtins: Readonly<Record<string, Builtin>> = { ...collections, ...json, ...net, ...numbers, ...strings };
