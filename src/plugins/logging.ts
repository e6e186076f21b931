/** The log of the server: JSON lines with static messages. */
import { type DestinationStream, type Logger, pino } from 'pino';

/** @param destination standard output where none is given */
export function createLogger(destination?: DestinationStream, level = process.env.LOG_LEVEL ?? 'info'): Logger {
  const options = { level, base: { service: 'gatehouse' }, timestamp: pino.stdTimeFunctions.isoTime };
  return destination === undefined ? pino(options) : pino(options, destination);
}
