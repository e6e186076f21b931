/** Globs of `glob.match` as regular expressions: `*`, `**`, `?`, `[abc]`, `[!a-z]`, `{a,b}` and `\` to escape. */

const quoted = (text: string) => text.replace(/[\\^$.|?*+()[\]{}-]/g, '\\$&');

/** @param delimiters characters that `*` and `?` do not cross */
export function globPattern(glob: string, delimiters: readonly string[]): string {
  const inside = delimiters.map(quoted).join('');
  const one = inside === '' ? '(?s:.)' : `[^${inside}]`;
  let pattern = '';
  let depth = 0;
  for (let at = 0; at < glob.length; at += 1) {
    const character = glob[at] as string;
    if (character === '\\') {
      at += 1;
      pattern += quoted(glob[at] ?? '');
    } else if (character === '*' && glob[at + 1] === '*') {
      while (glob[at + 1] === '*') at += 1;
      pattern += '(?s:.*)';
    } else if (character === '*') pattern += `${one}*`;
    else if (character === '?') pattern += one;
    else if (character === '[') {
      const end = glob.indexOf(']', at + 1);
      const body = glob.slice(at + 1, end < 0 ? glob.length : end);
      const negated = body.startsWith('!');
      const list = (negated ? body.slice(1) : body).replace(/[\\^\]]/g, '\\$&');
      pattern += `[${negated ? '^' : ''}${list}]`;
      at = end < 0 ? glob.length : end;
    } else if (character === '{') {
      depth += 1;
      pattern += '(?:';
    } else if (character === '}' && depth > 0) {
      depth -= 1;
      pattern += ')';
    } else if (character === ',' && depth > 0) pattern += '|';
    else pattern += quoted(character);
  }
  return pattern;
}
