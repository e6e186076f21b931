/** `regex.globs_match`: whether some text that is not empty fits both of two simple patterns. */

/** One place of a pattern: characters it takes, and how often. */
interface Token {
  /** Undefined takes any character. */
  ranges: readonly (readonly [number, number])[] | undefined;
  repeat: '' | '*' | '+';
}

/** Literals, `.`, `[a-z]`, each with `*` or `+`; `\` escapes. Undefined for anything that is not well formed. */
function tokens(glob: string): Token[] | undefined {
  const characters = [...glob];
  const result: Token[] = [];
  for (let at = 0; at < characters.length; at += 1) {
    let character = characters[at] as string;
    let ranges: Token['ranges'];
    if (character === '[') {
      const end = closing(characters, at);
      ranges = end === undefined ? undefined : set(characters.slice(at + 1, end));
      if (end === undefined || ranges === undefined) return undefined;
      at = end;
    } else if (character !== '.') {
      if (/[\]*+]/.test(character)) return undefined;
      if (character === '\\') {
        at += 1;
        character = characters[at] ?? '';
      }
      if (character === '') return undefined;
      const code = character.codePointAt(0) as number;
      ranges = [[code, code]];
    }
    const next = characters[at + 1];
    const repeat = next === '*' || next === '+' ? next : '';
    if (repeat !== '') at += 1;
    result.push({ ranges, repeat });
  }
  return result;
}

function closing(characters: readonly string[], from: number): number | undefined {
  for (let at = from + 1; at < characters.length; at += 1) {
    if (characters[at] === '\\') at += 1;
    else if (characters[at] === ']') return at;
  }
  return undefined;
}

function set(characters: readonly string[]): [number, number][] | undefined {
  const codes: (number | '-')[] = [];
  for (let at = 0; at < characters.length; at += 1) {
    if (characters[at] === '-') codes.push('-');
    else {
      if (characters[at] === '\\') at += 1;
      const character = characters[at];
      if (character === undefined) return undefined;
      codes.push(character.codePointAt(0) as number);
    }
  }
  const ranges: [number, number][] = [];
  for (let at = 0; at < codes.length; at += 1) {
    const low = codes[at];
    const high = codes[at + 1] === '-' ? codes[at + 2] : low;
    if (low === undefined || high === undefined || low === '-' || high === '-' || high < low) return undefined;
    ranges.push([low, high]);
    if (codes[at + 1] === '-') at += 2;
  }
  return ranges;
}

function meet(a: Token, b: Token): boolean {
  const left = a.ranges;
  const right = b.ranges;
  if (left === undefined || right === undefined) return true;
  return left.some(([low, high]) => right.some(([from, to]) => low <= to && from <= high));
}

/** Each pattern as a chain of states: from state `i`, token `i` is what comes next. */
export function globsMatch(first: string, second: string): boolean | undefined {
  const [a, b] = [tokens(first), tokens(second)];
  if (a === undefined || b === undefined) return undefined;
  if (a.length === 0 && b.length === 0) return true;
  const seen = new Set<number>();
  // Where each pattern is, whether the token there took something, and whether anything was taken at all.
  const queue: [number, number, boolean, boolean, boolean][] = [[0, 0, false, false, false]];
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    const [i, j, inA, inB, taken] = state;
    const key = (((i * (b.length + 1) + j) * 2 + Number(inA)) * 2 + Number(inB)) * 2 + Number(taken);
    if (seen.has(key)) continue;
    seen.add(key);
    if (i === a.length && j === b.length && taken) return true;
    const [left, right] = [a[i], b[j]];
    // A token is passed when it may be absent, or when it took something and may take more.
    if (left && (left.repeat === '*' || inA)) queue.push([i + 1, j, false, inB, taken]);
    if (right && (right.repeat === '*' || inB)) queue.push([i, j + 1, inA, false, taken]);
    if (left && right && meet(left, right)) {
      const [stayA, stayB] = [left.repeat !== '', right.repeat !== ''];
      queue.push([stayA ? i : i + 1, stayB ? j : j + 1, stayA, stayB, true]);
    }
  }
  return false;
}
