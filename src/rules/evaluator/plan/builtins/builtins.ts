/** The builtins that this evaluator has. A rule that uses another is refused when it is loaded. */
import type { Builtin } from '../compile.ts';
import { bits } from './bits.ts';
import { collections } from './collections.ts';
import { crypto } from './crypto.ts';
import { encoding } from './encoding.ts';
import { json } from './json.ts';
import { jwt } from './jwt.ts';
import { net } from './net.ts';
import { numbers } from './numbers.ts';
import { patternBuiltins } from './patterns.ts';
import { strings } from './strings.ts';
import { structures } from './structures.ts';
import { time } from './time.ts';
import { units } from './units.ts';
import { uri } from './uri.ts';
import { yaml } from './yaml.ts';

export const builtins: Readonly<Record<string, Builtin>> = {
  ...bits,
  ...collections,
  ...crypto,
  ...encoding,
  ...json,
  ...jwt,
  ...net,
  ...numbers,
  ...patternBuiltins,
  ...strings,
  ...structures,
  ...time,
  ...units,
  ...uri,
  ...yaml,
};
