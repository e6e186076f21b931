/** Errors as a person at a shell meets them, on standard error. */
import { GatehouseError, messageOf } from '../errors.ts';
import { painter, printable } from '../reports/text/layout.ts';
import { coloured } from './terminal.ts';

/** `error: <message> (<code>)`; what was not foreseen says so and shows its stack only when asked to. */
export function printError(thrown: unknown): void {
  const paint = painter(coloured(process.stderr));
  const label = paint('red', 'error:');
  if (thrown instanceof GatehouseError) {
    process.stderr.write(`${label} ${printable(thrown.message)} ${paint('gray', `(${thrown.code})`)}\n`);
    return;
  }
  process.stderr.write(`${label} ${printable(messageOf(thrown))}\n`);
  if (process.env.GATEHOUSE_DEBUG) {
    process.stderr.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
  } else {
    process.stderr.write('This was not foreseen: it is a fault in Gatehouse. GATEHOUSE_DEBUG=1 shows where.\n');
  }
}

/** Something worth knowing that changes no answer. */
export function printNote(text: string): void {
  process.stderr.write(`${painter(coloured(process.stderr))('gray', printable(text))}\n`);
}
