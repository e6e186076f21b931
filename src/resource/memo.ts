/** Answers about texts that come again and again: images, quantities, sizes. */

/** Longer texts are rare and not worth their memory. Characters. */
const MAX_LENGTH = 256;

/**
 * The function with its last answers kept, at most that many: a cluster has few distinct images and quantities, and who sends more
 * of them than are kept makes it no slower than it was.
 * @param make depends on nothing but the text, and what it answers is not changed afterwards; undefined is not kept
 */
export function memo<Answer>(make: (text: string) => Answer, kept = 2048): (text: string) => Answer {
  const known = new Map<string, Answer>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const answer = make(text);
    if (answer !== undefined && text.length <= MAX_LENGTH) {
      if (known.size >= kept) known.clear();
      known.set(text, answer);
    }
    return answer;
  };
}
