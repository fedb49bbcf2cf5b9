import { pick } from '../../../src/kit/random.ts';
import type { Random } from '../../../src/kit/random.ts';
import { expand } from '../expand.ts';
import type { ValueMaker } from '../expand.ts';
import { SPAN_PHRASES, PLAIN_PHRASES } from './private-phrases.ts';
import { spansAnswer } from './rows.ts';
import type { PrivateSpan, SkillRow } from './rows.ts';
import { SPAN_TYPES } from './tasks.ts';
import type { SpanType } from './tasks.ts';

const isType = (slot: string | undefined): slot is SpanType =>
  (SPAN_TYPES as readonly (string | undefined)[]).includes(slot);

/** A generated text with its private spans; about one in six has none. `others` are texts without any. */
export function privateRow(
  random: Random,
  makers: Readonly<Record<string, ValueMaker>>,
  others: readonly string[],
): SkillRow {
  if (random() < 0.16) {
    const text = others.length > 0 && random() < 0.6 ? pick(random, others) : pick(random, PLAIN_PHRASES);
    return { skill: 'private-spans', text, answer: spansAnswer([]), origin: 'plain' };
  }
  const count = pick(random, [1, 1, 1, 2, 2, 3]);
  let text = '';
  const spans: PrivateSpan[] = [];
  let origin = '';
  for (let i = 0; i < count; i++) {
    const phrase = pick(random, SPAN_PHRASES);
    origin ||= phrase;
    const parts = expand(phrase, makers, random);
    if (text !== '') text += pick(random, [' ', ' ', '. ', '\n', '. ']);
    for (const [at, part] of parts.entries()) {
      const first = at === 0 && !isType(part.slot) && random() < 0.8;
      text += first ? part.text.slice(0, 1).toUpperCase() + part.text.slice(1) : part.text;
      if (isType(part.slot)) spans.push({ type: part.slot, value: part.text });
    }
  }
  if (random() < 0.06) {
    text = text.toLowerCase();
    return row(
      text,
      spans.map(({ type, value }) => ({ type, value: value.toLowerCase() })),
      origin,
    );
  }
  if (random() < 0.3 && !/[.?!]$/.test(text)) text += pick(random, ['.', '.', '!', '?']);
  return row(text, spans, origin);
}

const row = (text: string, spans: readonly PrivateSpan[], origin: string): SkillRow => ({
  skill: 'private-spans',
  text: text.trim(),
  answer: spansAnswer(spans),
  origin,
});
