import { answerKey } from '../answer-key.ts';
import { buildAnswer } from './build.ts';
import { findCopies, type Contexts, type Sample } from './copies.ts';
import type { Core } from './decode.ts';
import { encode, planOf, type Encoded } from './encode.ts';
import { textFeatures, tokenFeatures } from './features.ts';
import { learnLexicon, wordHashes, type FieldSpan } from './lexicon.ts';
import { trainLinear, type Linear } from './linear.ts';
import { learnShape, type Coded, type Shape } from './shape.ts';
import { tokensOf, type Token } from './tokens.ts';
import { trainCrf, type TaggedText } from './train-crf.ts';

/** Examples taken apart: what every fold learns from. */
export interface Prepared {
  readonly samples: readonly Sample[];
  readonly shape: Shape;
  readonly coded: Coded;
  readonly encoded: readonly Encoded[];
  /** Whether the parts give the whole answer again. */
  readonly exact: readonly boolean[];
  readonly fine: boolean;
}

export interface FitOptions {
  readonly random: () => number;
  /** Called often: may wait, and may throw to end the training. */
  readonly pause: (words: string) => Promise<void>;
}

const MIN_GAIN = 0.01;
const EPOCHS = { crf: 8, linear: 6 };
/** From so many examples on, features seen once are left out. */
const MANY = 300;

/** Takes the examples apart; digits are parted from letters where that finds more values. */
export function prepare(read: readonly { text: string; value: unknown }[]): Prepared {
  const cut = (fine: boolean): { samples: Sample[]; tokenise: (text: string) => Token[] } => ({
    samples: read.map(({ text, value }) => ({ text, value, tokens: tokensOf(text, fine) })),
    tokenise: (text) => tokensOf(text, fine),
  });
  const coarse = cut(false);
  const small = cut(true);
  const [a, b] = [findCopies(coarse.samples, coarse.tokenise), findCopies(small.samples, small.tokenise)];
  const fine = b.found > a.found * (1 + MIN_GAIN);
  const { samples, tokenise } = fine ? small : coarse;
  const { copies } = fine ? b : a;
  const plan = planOf(copies.map(({ path }) => path));
  const contexts: Contexts = new Map();
  for (const sample of samples) encode(sample, plan, tokenise, contexts, true);
  const encoded = samples.map((sample) => encode(sample, plan, tokenise, contexts, false));
  const { shape, coded } = learnShape(samples, encoded, copies);
  const exact = samples.map(({ text, tokens, value }, i) => {
    const tags = coded.tags[i] ?? [];
    const spans = (encoded[i]?.filled ?? []).map(({ span }, j) => ({ span, tag: tags[j] ?? -1 }));
    const classes = coded.classes.map((codes) => codes[i] ?? -1);
    if (tags.includes(-1) || classes.includes(-1)) return false;
    return keyOfValue(buildAnswer(shape, classes, spans, text, tokens)) === keyOfValue(value);
  });
  return { samples, shape, coded, encoded, exact, fine };
}

const keyOfValue = (value: unknown): string => answerKey(JSON.stringify(value ?? null));

/** The state of every token, from the stretches that fill something. */
export function statesOf(length: number, spans: readonly FieldSpan[]): Int32Array {
  const states = new Int32Array(length);
  for (const { field, first, last } of spans) {
    states.fill(2 + 2 * field, first, last + 1);
    states[first] = 1 + 2 * field;
  }
  return states;
}

/** Learns from some of the prepared examples. */
export async function fit(prepared: Prepared, chosen: readonly number[], options: FitOptions): Promise<Core> {
  const { samples, shape, coded, encoded, exact, fine } = prepared;
  const minCount = chosen.length >= MANY ? 2 : 1;
  const own = chosen.map((i) => samples[i] as Sample);
  const words = own.map(({ tokens }) => wordHashes(tokens));
  const spans = chosen.map((i): FieldSpan[] =>
    (encoded[i]?.filled ?? []).flatMap(({ span }, j) => {
      const field = coded.tags[i]?.[j] ?? -1;
      return field < 0 ? [] : [{ field, ...span }];
    }),
  );
  const lexicon = learnLexicon(words, spans, shape.tags.length);
  const texts = own.map(({ tokens }, i) => textFeatures(tokens, words[i] as Int32Array));
  const linears: Linear[] = [];
  for (const [g, group] of shape.groups.entries()) {
    const labels = Int32Array.from(chosen, (i) => coded.classes[g]?.[i] ?? -1);
    const settings = { minCount, epochs: EPOCHS.linear, ...options };
    linears.push(await trainLinear(texts, labels, group.classes.length, settings));
  }
  const tagged = chosen.flatMap((example, i): TaggedText[] => {
    const cls = shape.leading < 0 ? 0 : (coded.classes[shape.leading]?.[example] ?? -1);
    if (!exact[example] || cls < 0 || shape.tags.length === 0) return [];
    const { tokens } = own[i] as Sample;
    const filled = spans[i] as FieldSpan[];
    return [
      {
        features: tokenFeatures(tokens, words[i] as Int32Array, lexicon, chosen.length, filled),
        cls,
        states: statesOf(tokens.length, filled),
      },
    ];
  });
  const crf = await trainCrf(tagged, {
    tags: shape.tags.length,
    allowed: shape.tagsByClass.map((tags) => Int32Array.from(tags)),
    minCount,
    epochs: EPOCHS.crf,
    ...options,
  });
  return { fine, examples: chosen.length, shape, lexicon, linears, crf };
}
