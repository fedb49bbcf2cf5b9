import type { Core } from '../../../src/learning/students/extract/decode.ts';
import { textFeatures, tokenFeatures } from '../../../src/learning/students/extract/features.ts';
import { prepare, statesOf } from '../../../src/learning/students/extract/fit.ts';
import { learnLexicon, wordHashes, type FieldSpan } from '../../../src/learning/students/extract/lexicon.ts';
import { trainLinear } from '../../../src/learning/students/extract/linear.ts';
import { trainCrf } from '../../../src/learning/students/extract/train-crf.ts';
import { createRandom } from '../../../src/kit/random.ts';
import { pruneCrf, roundLinear } from './prune.ts';
import type { VariantRecipe } from './recipe.ts';
import type { VariantRows } from './rows.ts';

const LINEAR_EPOCHS = 6;
/** Words outside of slots, and words at all, of fewer rows are not kept. */
const LEAST = { outside: 2, seen: 3 } as const;

const often = (counts: ReadonlyMap<number, number>, least: number): Map<number, number> =>
  new Map([...counts].filter(([, count]) => count >= least));

/**
 * The extract student with smaller parts: what few rows had is left out before the training, small weights after it. The
 * intent is learned from all rows, the tags from the own ones.
 */
export async function fitTagger(
  { own, foreign }: VariantRows,
  { seed, epochs, least, known, weights }: VariantRecipe,
  say: (words: string) => void,
): Promise<Core> {
  const { samples, shape, coded, encoded, exact, fine } = prepare([...own, ...foreign]);
  const random = createRandom(seed, 0xe47ac7);
  const pause = async (words: string): Promise<void> => {
    if (words !== '') say(words);
  };
  const words = samples.map(({ tokens }) => wordHashes(tokens));
  const spans = samples.map((_, i): FieldSpan[] =>
    (encoded[i]?.filled ?? []).flatMap(({ span }, j) => {
      const field = coded.tags[i]?.[j] ?? -1;
      return field < 0 ? [] : [{ field, ...span }];
    }),
  );
  const count = own.length;
  const learned = learnLexicon(words.slice(0, count), spans.slice(0, count), shape.tags.length);
  const lexicon = {
    ...learned,
    phrases: often(learned.phrases, known.phrases),
    words: often(learned.words, known.words),
    outside: often(learned.outside, LEAST.outside),
    seen: often(learned.seen, LEAST.seen),
  };
  const classes = coded.classes[shape.leading] ?? new Int32Array();
  const texts = samples.map(({ tokens }, i) => textFeatures(tokens, words[i] ?? new Int32Array()));
  const linear = await trainLinear(texts, classes, shape.groups[shape.leading]?.classes.length ?? 1, {
    minCount: least.intent,
    epochs: LINEAR_EPOCHS,
    random,
    pause,
  });
  const tagged = samples.slice(0, count).flatMap(({ tokens }, i) => {
    const [cls, filled, hashes] = [classes[i] ?? -1, spans[i] ?? [], words[i] ?? new Int32Array()];
    if (exact[i] !== true || cls < 0) return [];
    return [
      {
        features: tokenFeatures(tokens, hashes, lexicon, count, filled),
        cls,
        states: statesOf(tokens.length, filled),
      },
    ];
  });
  const crf = await trainCrf(tagged, {
    tags: shape.tags.length,
    allowed: shape.tagsByClass.map((tags) => Int32Array.from(tags)),
    minCount: least.tags,
    epochs,
    random,
    pause,
  });
  return {
    fine,
    examples: count,
    shape,
    lexicon,
    linears: [roundLinear(linear)],
    crf: pruneCrf(crf, weights),
  };
}
