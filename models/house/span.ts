/** Words of a text with what stands before each: letters and digits run together, every other sign is a word of its own. */
function units(text: string): { gap: string; word: string }[] {
  return [...text.matchAll(/(\s*)([\p{L}\p{M}\p{N}]+|[^\s])/gu)].map(([, gap = '', word = '']) => ({
    gap,
    word,
  }));
}

/** Whether `value` is a run of whole words of `text`, exactly as written there. */
export function isSpan(value: string, text: string): boolean {
  const words = units(text);
  for (let from = 0; from < words.length; from++) {
    let run = '';
    for (let to = from; to < words.length && run.length < value.length; to++) {
      const { gap, word } = words[to] as { gap: string; word: string };
      run += to === from ? word : gap + word;
      if (run === value) return true;
    }
  }
  return false;
}

/** A GBNF grammar of answers to `text`: known intents and slots, every value a run of whole words of the text. */
export function spanGrammar(text: string, intents: readonly string[], slots: readonly string[]): string {
  const words = units(text);
  const quoted = (value: string): string => JSON.stringify(value);
  // Inside the answer a value is JSON text, so a quotation mark in it is written \".
  const inJson = (value: string): string => quoted(JSON.stringify(value).slice(1, -1));
  const rules = words.map(({ word }, i) => {
    const next = words[i + 1];
    const rest = next ? ` (${next.gap === '' ? '' : `${inJson(next.gap)} `}w${i + 1})?` : '';
    return `w${i} ::= ${inJson(word)}${rest}`;
  });
  const empty = words.length === 0;
  return [
    `root ::= "{\\"intent\\":\\"" (${intents.map(quoted).join(' | ')}) "\\",\\"slots\\":{" ${empty ? '' : '(slot ("," slot)*)? '}"}}"`,
    ...(empty
      ? []
      : [
          `slot ::= "\\"" (${slots.map(quoted).join(' | ')}) "\\":\\"" (${words.map((_, i) => `w${i}`).join(' | ')}) "\\""`,
        ]),
    ...rules,
  ].join('\n');
}
