import { buildAnswer, type TaggedSpan } from './build.ts';
import { latticeOf, marginalsOf, rowsFor, stepsOf, type Crf } from './crf.ts';
import { textFeatures, tokenFeatures } from './features.ts';
import { wordHashes, type Lexicon } from './lexicon.ts';
import { classScores, type Linear } from './linear.ts';
import type { Shape } from './shape.ts';
import { MAX_TOKENS, tokensOf, type Token } from './tokens.ts';
import { bestPath } from './viterbi.ts';

/** What was learned, without the confidence. */
export interface Core {
  readonly fine: boolean;
  readonly examples: number;
  readonly shape: Shape;
  readonly lexicon: Lexicon;
  /** One for every group of closed leaves. */
  readonly linears: readonly Linear[];
  readonly crf: Crf;
}

/** One way to answer, with what speaks for it. */
export interface Decoded {
  readonly value: unknown;
  /** What the confidence is made of, see `signalsOf`. */
  readonly signals: Float64Array;
}

interface Reading {
  readonly classes: readonly number[];
  readonly spans: readonly TaggedSpan[];
  /** Logarithm of the probability of classes and tags together. */
  readonly joint: number;
  readonly classLog: number;
  readonly pathLog: number;
  /** Least probable state, and the mean over tokens. */
  readonly least: number;
  readonly mean: number;
  /** Least mean over the tokens of a filled stretch. */
  readonly leastSpan: number;
}

/** Readings tried beside the first choice of every group. */
const RIVALS = 3;
const MIN_RIVAL = Math.log(0.01);

/** The likeliest classes of all groups, and those with one group changed. */
function choices(scores: readonly Float64Array[]): { classes: number[]; log: number }[] {
  const best = scores.map((row) => row.indexOf(Math.max(...row)));
  const log = scores.reduce((sum, row, i) => sum + (row[best[i] ?? 0] ?? 0), 0);
  const rivals = scores.flatMap((row, i) =>
    [...row].flatMap((score, cls) => {
      if (cls === best[i] || score < MIN_RIVAL) return [];
      return [{ classes: best.with(i, cls), log: log - (row[best[i] ?? 0] ?? 0) + score }];
    }),
  );
  return [{ classes: best, log }, ...rivals.sort((a, b) => b.log - a.log).slice(0, RIVALS)];
}

function spansOf(globals: Int32Array, states: Int32Array): TaggedSpan[] {
  const spans: TaggedSpan[] = [];
  for (let t = 0; t < states.length; t++) {
    const state = globals[states[t] ?? 0] ?? 0;
    if (state % 2 === 0) continue;
    let last = t;
    while (last + 1 < states.length && globals[states[last + 1] ?? 0] === state + 1) last++;
    spans.push({ tag: (state - 1) / 2, span: { first: t, last } });
    t = last;
  }
  return spans;
}

function read(core: Core, features: readonly number[][], classes: readonly number[], log: number): Reading {
  const cls = core.shape.leading < 0 ? 0 : (classes[core.shape.leading] ?? 0);
  const lattice = latticeOf(core.crf, rowsFor(core.crf.rows, features, cls), cls);
  const steps = stepsOf(core.crf, lattice);
  const path = bestPath(lattice, steps);
  const { states, logNorm } = marginalsOf(lattice, steps);
  const likely = Array.from(path.states, (state, t) => states[t * lattice.size + state] ?? 0);
  const spans = spansOf(lattice.globals, path.states);
  const means = spans.map(({ span: { first, last } }) => Math.min(...likely.slice(first, last + 1)));
  const pathLog = path.score - logNorm;
  return {
    classes,
    spans,
    joint: log + pathLog,
    classLog: log,
    pathLog,
    least: Math.min(1, ...likely),
    mean: likely.reduce((sum, value) => sum + value, 0) / (likely.length || 1),
    leastSpan: Math.min(1, ...means),
  };
}

const logit = (p: number): number => Math.log((p + 1e-4) / (1 - p + 1e-4));

/** What tells right answers from wrong ones. The last numbers are flags: one for every tag, one for every leading class. */
function signalsOf(
  core: Core,
  readings: readonly Reading[],
  tokens: readonly Token[],
  words: Int32Array,
): Float64Array {
  const { shape, lexicon } = core;
  const [best, second] = readings;
  const signals = new Float64Array(signalCount(shape));
  if (!best) return signals;
  const inside = new Uint8Array(words.length);
  for (const { span } of best.spans) inside.fill(1, span.first, span.last + 1);
  let newInside = 0;
  let newOutside = 0;
  let strange = 0;
  words.forEach((word, i) => {
    const seen = lexicon.seen.has(word);
    if (!seen && inside[i]) newInside++;
    if (!seen && !inside[i]) newOutside++;
    if (seen && !inside[i] && !lexicon.outside.has(word)) strange++;
  });
  const doubles = best.spans.length - new Set(best.spans.map(({ tag }) => shape.tags[tag]?.key)).size;
  signals.set([
    logit(Math.exp(best.joint)),
    logit(Math.exp(best.pathLog)),
    logit(Math.exp(best.classLog)),
    logit(best.least),
    logit(best.leastSpan),
    best.mean,
    second ? Math.min(5, best.joint - second.joint) : 5,
    Math.log1p(newInside),
    Math.log1p(newOutside),
    Math.log1p(strange),
    Math.log1p(tokens.length),
    Math.log1p(best.spans.length),
    doubles > 0 ? 1 : 0,
    newInside + newOutside + strange === 0 ? 1 : 0,
  ]);
  for (const { tag } of best.spans) signals[PLAIN + tag] = 1;
  const leading = best.classes[shape.leading] ?? 0;
  signals[PLAIN + shape.tags.length + leading] = 1;
  return signals;
}

const PLAIN = 14;
export const signalCount = ({ tags, tagsByClass }: Shape): number => PLAIN + tags.length + tagsByClass.length;

/** Answers a text. Undefined: it is empty, too long, or nothing comes of it. */
export function decode(core: Core, text: string): Decoded | undefined {
  const tokens = tokensOf(text, core.fine);
  if (tokens.length === 0 || tokens.length > MAX_TOKENS) return undefined;
  const words = wordHashes(tokens);
  const classFeatures = textFeatures(tokens, words);
  const scores = core.linears.map((linear) => classScores(linear, classFeatures));
  const features =
    core.crf.tags === 0 ? tokens.map(() => []) : tokenFeatures(tokens, words, core.lexicon, core.examples);
  const readings = choices(scores)
    .map(({ classes, log }) => read(core, features, classes, log))
    .sort((a, b) => b.joint - a.joint);
  const [best] = readings;
  if (!best) return undefined;
  const value = buildAnswer(core.shape, best.classes, best.spans, text, tokens);
  return value === undefined ? undefined : { value, signals: signalsOf(core, readings, tokens, words) };
}
