import { pick } from '../../src/kit/random.ts';
import type { Random } from '../../src/kit/random.ts';
import type { Part } from './command.ts';

/** Makes the value of a slot. */
export type ValueMaker = (random: Random) => string;

/**
 * Expands a phrase into parts. `{a|b}` picks one, `[a|b]` picks one or leaves all out, `<name>` or `<name:maker>` is a slot filled by the
 * maker of that name. Groups do not nest in groups of the same kind.
 */
export function expand(phrase: string, makers: Readonly<Record<string, ValueMaker>>, random: Random): Part[] {
  let text = phrase;
  for (let before = ''; before !== text;) {
    before = text;
    text = text.replaceAll(/\[([^[\]{}]*)\]/g, (_, inner: string) =>
      random() < 0.5 ? pick(random, inner.split('|')) : '',
    );
    text = text.replaceAll(/\{([^[\]{}]*)\}/g, (_, inner: string) => pick(random, inner.split('|')));
  }
  const pieces = text
    .replaceAll(/ {2,}/g, ' ')
    .trim()
    .split(/(<[^>]+>)/);
  return pieces.filter(Boolean).map((piece) => {
    const match = /^<([^:>]+)(?::([^>]+))?>$/.exec(piece);
    if (!match) return { text: piece };
    const [, slot = '', maker = slot] = match;
    const make = makers[maker];
    if (!make) throw new Error(`No maker ${maker} for the phrase "${phrase}".`);
    return { text: make(random), slot };
  });
}
