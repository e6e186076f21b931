/** A unified diff of two texts, as `patch` and `git apply` read it. */

const CONTEXT = 3;

interface Line {
  sign: ' ' | '-' | '+';
  text: string;
  /** How many lines of the old and the new text stand before it. */
  old: number;
  new: number;
}

/** Empty where the texts are equal. Every line keeps its own line end, `\r` included. */
export function unifiedDiff(name: string, before: string, after: string): string {
  if (before === after) return '';
  const script = editScript(linesOf(before), linesOf(after));
  const parts = [`--- a/${name}\n+++ b/${name}\n`];
  for (const hunk of hunksOf(script)) {
    const [first] = hunk;
    if (first === undefined) continue;
    const olds = hunk.filter(({ sign }) => sign !== '+').length;
    const news = hunk.filter(({ sign }) => sign !== '-').length;
    parts.push(`@@ -${span(first.old, olds)} +${span(first.new, news)} @@\n`);
    for (const { sign, text } of hunk) {
      parts.push(sign, text, text.endsWith('\n') ? '' : '\n\\ No newline at end of file\n');
    }
  }
  return parts.join('');
}

function span(before: number, length: number): string {
  return `${length === 0 ? before : before + 1},${length}`;
}

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function hunksOf(script: Line[]): Line[][] {
  const hunks: Line[][] = [];
  let end = -1;
  for (const [index, { sign }] of script.entries()) {
    if (sign === ' ') continue;
    const from = Math.max(index - CONTEXT, 0);
    if (from > end) hunks.push([]);
    const to = Math.min(index + CONTEXT, script.length - 1);
    hunks.at(-1)?.push(...script.slice(Math.max(from, end + 1), to + 1));
    end = Math.max(end, to);
  }
  return hunks;
}

/** Myers, "An O(ND) Difference Algorithm and Its Variations" (1986). */
function editScript(before: string[], after: string[]): Line[] {
  const moves = trace(before, after);
  const script: Line[] = [];
  let old = before.length;
  let fresh = after.length;
  for (let d = moves.length - 1; d >= 0; d -= 1) {
    const reached = moves[d] as Map<number, number>;
    const k = old - fresh;
    const down = k === -d || (k !== d && at(reached, k - 1) < at(reached, k + 1));
    const from = d === 0 ? 0 : at(reached, down ? k + 1 : k - 1);
    const fromFresh = d === 0 ? 0 : from - (down ? k + 1 : k - 1);
    while (old > from && fresh > fromFresh) {
      old -= 1;
      fresh -= 1;
      script.push({ sign: ' ', text: before[old] as string, old, new: fresh });
    }
    if (d === 0) break;
    if (down) {
      fresh -= 1;
      script.push({ sign: '+', text: after[fresh] as string, old, new: fresh });
    } else {
      old -= 1;
      script.push({ sign: '-', text: before[old] as string, old, new: fresh });
    }
  }
  return script.reverse();
}

/** For each number of edits how far each diagonal was reached before it. */
function trace(before: string[], after: string[]): Map<number, number>[] {
  const moves: Map<number, number>[] = [];
  const reached = new Map<number, number>([[1, 0]]);
  for (let d = 0; d <= before.length + after.length; d += 1) {
    moves.push(new Map(reached));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && at(reached, k - 1) < at(reached, k + 1));
      let x = down ? at(reached, k + 1) : at(reached, k - 1) + 1;
      while (x < before.length && x - k < after.length && before[x] === after[x - k]) x += 1;
      reached.set(k, x);
      if (x >= before.length && x - k >= after.length) return moves;
    }
  }
  return moves;
}

function at(reached: Map<number, number>, k: number): number {
  return reached.get(k) ?? 0;
}
