/** Globs of `glob.match` as regular expressions: `*`, `**`, `?`, `[abc]`, `[!a-z]`, `{a,b}` and `\` to escape. */

const escaped = (text: string) => text.replace(/[\\^$.|?*+()[\]{}-]/g, '\\$&');

/** One range or a list of characters, in which a hyphen that is not second is itself. */
const CLASS = /^\[(?:(!)|(?!!))(?:(.)-(.)|([^\]\\](?!-)(?:[^\]\\]|\\.)*|\\.(?:[^\]\\]|\\.)*))\]/su;

function classPattern([, negated, low, high, list = '']: RegExpExecArray): string {
  const body = low === undefined ? escaped(list.replace(/\\(.)/gsu, '$1')) : `${escaped(low)}-${escaped(high ?? '')}`;
  return `[${negated ? '^' : ''}${body}]`;
}

/**
 * Undefined for a class that is not closed and a backslash that escapes nothing.
 * @param delimiters characters that `*` and `?` do not cross
 */
export function globPattern(glob: string, delimiters: readonly string[]): string | undefined {
  const inside = delimiters.map(escaped).join('');
  const one = inside === '' ? '(?s:.)' : `[^${inside}]`;
  let pattern = '';
  let depth = 0;
  for (let at = 0; at < glob.length; at += 1) {
    const character = glob[at] as string;
    if (character === '\\') {
      at += 1;
      if (at >= glob.length) return undefined;
      pattern += escaped(glob[at] as string);
    } else if (character === '*' && glob[at + 1] === '*') {
      while (glob[at + 1] === '*') at += 1;
      pattern += '(?s:.*)';
    } else if (character === '*') pattern += `${one}*`;
    else if (character === '?') pattern += one;
    else if (character === '[') {
      const found = CLASS.exec(glob.slice(at));
      if (!found) return undefined;
      pattern += classPattern(found);
      at += found[0].length - 1;
    } else if (character === '{') {
      depth += 1;
      pattern += '(?:';
    } else if (character === '}' && depth > 0) {
      depth -= 1;
      pattern += ')';
    } else if (character === ',' && depth > 0) pattern += '|';
    else pattern += escaped(character);
  }
  return pattern;
}
