import type { Example } from '../../../example.ts';
import { exampleOf } from '../../../testing/example-of.ts';
import { createRandom, pick } from '../../../../kit/random.ts';

const GOODS = [
  'milk',
  'brown bread',
  'eggs',
  'green tea',
  'soap',
  'rice',
  'red apples',
  'salt',
  'butter',
  'oat flakes',
];
const NAMES = ['Ada', 'Boris', 'Carla Diaz', 'Dmitri', 'Eve', 'Farid', 'Grete', 'Hana Ito', 'Ivo', 'Jana'];
const DAYS = ['Monday', 'Tuesday', 'Friday', 'Sunday'];
const NUMBERS = ['one', 'two', 'three', 'four', 'five', 'six'];

/** Examples as a skill has them. */
export const toExamples = (pairs: readonly { input: string; output: string }[]): Example[] =>
  pairs.map(({ input, output }, i) =>
    exampleOf(input, output, { id: i + 1, skill: 'test', at: i, label: 'personal' }),
  );

/** An invented skill with every kind of leaf: closed ones, copies, lists, records, numbers, nothing. */
export function orders(count: number, seed: number): { input: string; output: string }[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => {
    const name = pick(random, NAMES);
    const goods = [...new Set([pick(random, GOODS), pick(random, GOODS), pick(random, GOODS)])].slice(
      0,
      1 + Math.floor(random() * 3),
    );
    const number = Math.floor(random() * 6);
    const day = random() < 0.6 ? pick(random, DAYS) : null;
    const urgent = random() < 0.4;
    const list = goods.length > 1 ? `${goods.slice(0, -1).join(', ')} and ${goods.at(-1)}` : goods[0];
    const amount = pick(random, [`${NUMBERS[number]} boxes of`, `${number + 1} boxes of`]);
    return {
      input: `${urgent ? 'Quickly, send' : 'Send'} ${amount} ${list} to ${name}${day ? ` on ${day}` : ''}`,
      output: JSON.stringify({
        action: 'send',
        urgent,
        to: { name },
        boxes: number + 1,
        goods,
        day,
      }),
    };
  });
}

/** Records in an array, each with a closed leaf: people and places in a sentence. */
export function mentions(count: number, seed: number): { input: string; output: string }[] {
  const random = createRandom(seed);
  const towns = ['Oslo', 'Rome', 'New York', 'Lima', 'Bonn', 'Porto'];
  return Array.from({ length: count }, () => {
    const name = pick(random, NAMES);
    const town = pick(random, towns);
    const [input, kinds] = pick(random, [
      [`${name} lives in ${town}`, ['person', 'place']],
      [`in ${town} we met ${name}`, ['place', 'person']],
      [`nothing happened today`, []],
      [`a letter from ${town}`, ['place']],
    ] as const);
    const found = kinds.map((kind) => ({ kind, text: kind === 'person' ? name : town }));
    return { input, output: JSON.stringify({ found }) };
  });
}
