/** What the streams are: how wide, in colour or not. */
import type { WriteStream } from 'node:tty';

type Stream = Pick<WriteStream, 'isTTY'> & { columns?: number | undefined };

const MAX_WIDTH = 100;
const MIN_WIDTH = 40;

/** Text wider than 100 columns is hard to read; a log has no width and gets those. */
export function widthOf(stream: Stream): number {
  return Math.max(MIN_WIDTH, Math.min(stream.columns || MAX_WIDTH, MAX_WIDTH));
}

/** FORCE_COLOR outweighs NO_COLOR, as in Node itself; see https://no-color.org and https://force-color.org. */
export function coloured(stream: Stream, environment: NodeJS.ProcessEnv = process.env): boolean {
  const { FORCE_COLOR: force, NO_COLOR: none, TERM: terminal } = environment;
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  if (none !== undefined && none !== '') return false;
  return stream.isTTY === true && terminal !== 'dumb';
}
