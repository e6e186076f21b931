/** Text for terminals: colours, wrapping, and nothing in it that could drive the terminal. */
import { styleText } from 'node:util';

export type Style = Parameters<typeof styleText>[0];
export type Paint = (style: Style, text: string) => string;

/** Colours or leaves alone. Whether to colour is decided once, by who knows the stream. */
export function painter(colour: boolean): Paint {
  return (style, text) => (colour && text !== '' ? styleText(style, text, { validateStream: false }) : text);
}

/** Without control characters: a resource's name may hold escape sequences. Line ends stay where `lines` says so. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, ' ');
}

/** Words on lines of at most `width` columns; a longer word has a line to itself. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of printable(text).split(/\s+/)) {
    if (word === '') continue;
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}

/** Wrapped behind `margin` spaces, the first line behind `lead` instead of its last spaces. */
export function paragraph(text: string, options: { width: number; margin: number; lead?: string }): string[] {
  const { width, margin, lead = '' } = options;
  const first = lead.padStart(margin);
  return wrap(text, Math.max(20, width - margin)).map(
    (line, index) => (index === 0 ? first : ' '.repeat(margin)) + line,
  );
}

/** `1 resource`, `2 resources`. */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number} ${number === 1 ? singular : plural}`;
}
