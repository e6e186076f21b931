/**
 * Ratios of things run in turn. Machines are noisy and drift, so nothing here reports a time by itself: each round runs every
 * candidate once, the ratio is taken within the round, and the median over rounds is what counts.
 */
export interface Candidate {
  name: string;
  /** Does the work once and says how much of it was done. */
  run: () => number | Promise<number>;
}

export interface Measured {
  name: string;
  /** Median seconds per unit of work. */
  perUnit: number;
  /** This candidate's cost over the first one's, of each round. */
  ratios: readonly number[];
}

/** No bench runs much longer than a minute, however slow the machine: rounds that would begin later are left out. */
const MAX_MS = 45_000;

/** The first candidate is what the others are compared with. The order alternates from round to round. */
export async function compare(candidates: readonly Candidate[], rounds: number): Promise<Measured[]> {
  const costs: number[][] = candidates.map(() => []);
  const until = performance.now() + MAX_MS;
  for (let round = -1; round < rounds && (round < 1 || performance.now() < until); round += 1) {
    const order = [...candidates.keys()];
    if (round % 2 === 0) order.reverse();
    for (const index of order) {
      const candidate = candidates[index] as Candidate;
      const started = process.hrtime.bigint();
      const units = await candidate.run();
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      // The first round warms up.
      if (round >= 0) costs[index]?.push(seconds / units);
    }
  }
  return candidates.map(({ name }, index) => {
    const own = costs[index] as number[];
    const ratios = own.map((cost, round) => cost / (costs[0]?.[round] as number));
    return {
      name,
      perUnit: quantile(own, 0.5),
      ratios,
    };
  });
}

export function quantile(values: readonly number[], at: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * at;
  const low = sorted[Math.floor(position)] as number;
  const high = sorted[Math.ceil(position)] as number;
  return low + (high - low) * (position - Math.floor(position));
}

/** A row of docs/performance.md, to be pasted. */
export function row(...cells: string[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}

/** Ratios as the rows have them: `0.18 (0.09 to 0.45)`, the median and the quartiles. */
export function told(ratios: readonly number[], digits = 2): string {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((at) => quantile(ratios, at).toFixed(digits));
  return `${middle} (${low} to ${high})`;
}

/** One line per candidate. @param unit what one unit of work is, for the heading */
export function print(title: string, unit: string, measured: readonly Measured[]): void {
  console.log(`\n${title}`);
  for (const { name, perUnit, ratios } of measured) {
    console.log(`  ${name.padEnd(44)} ${time(perUnit).padStart(10)} per ${unit}  x${told(ratios)}`);
  }
}

function time(seconds: number): string {
  if (seconds < 1e-3) return `${(seconds * 1e6).toFixed(1)} us`;
  return seconds < 1 ? `${(seconds * 1e3).toFixed(2)} ms` : `${seconds.toFixed(2)} s`;
}
