import { placesOf, overlaps, type Span } from '../students/extract/align.ts';
import { latticeOf, marginalsOf, rowsFor, stepsOf } from '../students/extract/crf.ts';
import type { Core } from '../students/extract/decode.ts';
import { textFeatures, tokenFeatures } from '../students/extract/features.ts';
import { wordHashes } from '../students/extract/lexicon.ts';
import { classScores } from '../students/extract/linear.ts';
import { keyOf, leavesOf } from '../students/extract/path.ts';
import { MAX_TOKENS, tokensOf } from '../students/extract/tokens.ts';

interface Wanted {
  readonly tag: number;
  readonly places: readonly Span[];
}

/** Stretches for all values, those with the fewest places first, none over another. Undefined: there is no room for one. */
function placed(wanted: readonly Wanted[]): { tag: number; span: Span }[] | undefined {
  const taken: { tag: number; span: Span }[] = [];
  for (const { tag, places } of wanted.toSorted((a, b) => a.places.length - b.places.length)) {
    const span = places.find((place) => taken.every((other) => !overlaps(other.span, place)));
    if (!span) return undefined;
    taken.push({ tag, span });
  }
  return taken;
}

/**
 * How likely a tagger finds an answer that somebody else gave to a text: the logarithm of the probability of its class and its
 * tags. -Infinity: it could not have said that. For taggers whose closed values are decided at once, as an intent is.
 */
export function logprobOf(core: Core, text: string): (answer: unknown) => number {
  const tokenise = (words: string): ReturnType<typeof tokensOf> => tokensOf(words, core.fine);
  const tokens = tokenise(text);
  if (tokens.length === 0 || tokens.length > MAX_TOKENS) return () => -Infinity;
  const hashes = wordHashes(tokens);
  const [linear] = core.linears;
  const scores = linear && classScores(linear, textFeatures(tokens, hashes));
  const features = tokenFeatures(tokens, hashes, core.lexicon, core.examples);
  const { groups } = core.shape;
  const classes = groups.length === 1 ? (groups[0]?.classes ?? []) : [];
  return (answer) => {
    const leaves = [...leavesOf(answer)].map(({ path, value }) => ({ key: keyOf(path), value }));
    const tagOf = (key: string): number => core.shape.tags.findIndex((tag) => tag.key === key);
    const closed = leaves.filter(({ key }) => tagOf(key) < 0);
    const cls = classes.findIndex(
      (entries) =>
        entries.length === closed.length &&
        entries.every(([name, json]) =>
          closed.some(({ key, value }) => key === name && JSON.stringify(value) === json),
        ),
    );
    const spans = placed(
      leaves.flatMap(({ key, value }): Wanted[] => {
        const tag = tagOf(key);
        if (tag < 0) return [];
        const copied = typeof value === 'string' || typeof value === 'number';
        return [{ tag, places: copied ? placesOf(value, text, tokens, tokenise) : [] }];
      }),
    );
    if (cls < 0 || spans === undefined) return -Infinity;
    const lattice = latticeOf(core.crf, rowsFor(core.crf.rows, features, cls), cls);
    const states = new Int32Array(tokens.length);
    for (const { tag, span } of spans) {
      const local = lattice.globals.indexOf(1 + 2 * tag);
      if (local < 0) return -Infinity;
      states.fill(local + 1, span.first, span.last + 1);
      states[span.first] = local;
    }
    const steps = stepsOf(core.crf, lattice);
    const { size } = lattice;
    let path = 0;
    let before = size;
    states.forEach((state, t) => {
      path += (steps[before * size + state] ?? 0) + (lattice.scores[t * size + state] ?? 0);
      before = state;
    });
    return (scores?.[cls] ?? 0) + path - marginalsOf(lattice, steps).logNorm;
  };
}
