import { pick } from '../../../src/kit/random.ts';
import type { Random } from '../../../src/kit/random.ts';
import { expand } from '../expand.ts';
import type { ValueMaker } from '../expand.ts';
import { HELD_OUT_PHRASES, REPLY_PHRASES } from './reply-phrases.ts';
import { dateAnswer } from './rows.ts';
import type { SkillRow } from './rows.ts';

/** One reply. `held` takes the held-out phrases. */
export function dateRow(
  random: Random,
  makers: Readonly<Record<string, ValueMaker>>,
  held: boolean,
): SkillRow {
  const reply = pick(random, ['yes', 'no', 'none'] as const);
  const all = REPLY_PHRASES[reply];
  const phrases = held ? all.slice(-HELD_OUT_PHRASES) : all.slice(0, -HELD_OUT_PHRASES);
  const phrase = pick(random, phrases);
  const parts = expand(
    phrase,
    { ...makers, when: whenOf(makers), name: makers['person'] as ValueMaker },
    random,
  );
  const low = random() < 0.3;
  const cased = (text: string, first: boolean): string =>
    low ? text.toLowerCase() : first ? text.slice(0, 1).toUpperCase() + text.slice(1) : text;
  const texts = parts.map(({ text }, i) => cased(text, i === 0));
  const date = texts[parts.findIndex(({ slot }) => slot === 'when')] ?? '';
  const sentence = texts.join('');
  const ended =
    /[.?!]$/.test(sentence) || random() < 0.4 ? sentence : `${sentence}${pick(random, ['.', '.', '!'])}`;
  const text = random() < 0.25 ? `${ended} ${pick(random, AFTER)}` : ended;
  return {
    skill: 'date',
    text: random() < 0.12 ? `${pick(random, BEFORE)} ${text}` : text,
    answer: dateAnswer(reply, date),
    origin: phrase,
  };
}

const BEFORE = [
  'Hi,',
  'Hello!',
  'Hi there,',
  'Thanks for the invitation.',
  'Thank you for your message.',
  'Hey,',
];
const AFTER = [
  'Thanks!',
  'Best regards',
  'Talk to you soon.',
  'Give my regards to the team.',
  'I hope you are well.',
  'Let me know if anything changes.',
  'Cheers',
];

/** A day, a time, or both, as people write them. */
function whenOf(makers: Readonly<Record<string, ValueMaker>>): ValueMaker {
  const make = (name: string, random: Random): string => (makers[name] as ValueMaker)(random);
  return (random) => {
    const day = make('date', random);
    const time = make('time', random);
    const at = pick(random, [
      () => day,
      () => day,
      () => `${day} at ${time}`,
      () => `at ${time}`,
      () => `${time} ${day}`,
      () => `on ${day}`,
      () => `${day} after ${time}`,
      () => `${day} between ${time} and ${make('time', random)}`,
    ])();
    // "on tomorrow" and "at noon at noon" are no English.
    return at.replace(/^on (to|this|next|in|the day)/, '$1');
  };
}
