import { shuffled } from '../../trainer/random.ts';
import { hashesFor, latticeOf, marginalsOf, rowsFor, stateCount, stepsOf, type Crf } from './crf.ts';

/** One tagged text. */
export interface TaggedText {
  readonly features: readonly number[][];
  readonly cls: number;
  /** State of every token. */
  readonly states: Int32Array;
}

export interface CrfOptions {
  readonly tags: number;
  readonly allowed: readonly Int32Array[];
  readonly minCount: number;
  readonly epochs: number;
  readonly random: () => number;
  /** Called after every epoch; waiting in it lets other work through. */
  readonly pause: (words: string) => Promise<void>;
}

const RATE = 0.25;
const DECAY = 3e-5;
/** Share of the features of a token that are hidden from one step of training: it must not lean on single words. */
const DROPPED = 0.15;

function emptyCrf(texts: readonly TaggedText[], { tags, allowed, minCount }: CrfOptions): Crf {
  const counts = new Map<number, number>();
  const all = stateCount(tags);
  for (const { features, cls } of texts)
    for (const list of features)
      for (const hash of hashesFor(list, cls)) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  const rows = new Map<number, number>();
  for (const [hash, count] of counts) if (count >= minCount) rows.set(hash, rows.size);
  const seen: Set<number>[] = Array.from({ length: rows.size }, () => new Set());
  for (const { features, cls, states } of texts)
    features.forEach((list, t) => {
      for (const hash of hashesFor(list, cls)) {
        const row = rows.get(hash);
        if (row !== undefined) seen[row]?.add(states[t] ?? 0);
      }
    });
  const starts = new Uint32Array(rows.size + 1);
  seen.forEach((set, row) => (starts[row + 1] = (starts[row] ?? 0) + set.size));
  const entries = starts[rows.size] ?? 0;
  const states = new Uint16Array(entries);
  seen.forEach((set, row) =>
    states.set(
      [...set].sort((a, b) => a - b),
      starts[row],
    ),
  );
  return {
    tags,
    allowed,
    rows,
    starts,
    states,
    weights: new Float32Array(entries),
    steps: new Float32Array((all + 1) * all),
  };
}

/** Trains by stochastic gradient with AdaGrad on the likelihood of the states. */
export async function trainCrf(texts: readonly TaggedText[], options: CrfOptions): Promise<Crf> {
  const model = emptyCrf(texts, options);
  const rows = texts.map(({ features, cls }) => rowsFor(model.rows, features, cls));
  const squares = new Float32Array(model.weights.length).fill(1e-2);
  const stepSquares = new Float32Array(model.steps.length).fill(1e-2);
  const all = stateCount(model.tags);
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    for (const example of shuffled(options.random, [...texts.keys()])) {
      const { cls, states } = texts[example] as TaggedText;
      const own = (rows[example] ?? []).map((list) => list.filter(() => options.random() >= DROPPED));
      const lattice = latticeOf(model, own, cls);
      const { size, globals, length } = lattice;
      const found = marginalsOf(lattice, stepsOf(model, lattice));
      const locals = new Int32Array(all).fill(-1);
      globals.forEach((state, local) => (locals[state] = local));
      let before = size;
      for (let t = 0; t < length; t++) {
        const gold = locals[states[t] ?? 0] ?? 0;
        found.states[t * size + gold]! -= 1;
        found.steps[before * size + gold]! -= 1;
        before = gold;
        for (const row of own[t] ?? []) {
          const end = model.starts[row + 1]!;
          for (let e = model.starts[row]!; e < end; e++) {
            const local = locals[model.states[e]!]!;
            if (local < 0) continue;
            const gradient = found.states[t * size + local]! + DECAY * model.weights[e]!;
            if (gradient < 1e-4 && gradient > -1e-4) continue;
            const square = (squares[e]! += gradient * gradient);
            model.weights[e]! -= (RATE * gradient) / Math.sqrt(square);
          }
        }
      }
      for (let a = 0; a <= size; a++) {
        const from = a === size ? all : globals[a]!;
        for (let b = 0; b < size; b++) {
          const gradient = found.steps[a * size + b]!;
          if (gradient < 1e-4 && gradient > -1e-4) continue;
          const at = from * all + globals[b]!;
          const square = (stepSquares[at]! += gradient * gradient);
          model.steps[at]! -= (RATE * gradient) / Math.sqrt(square);
        }
      }
    }
    await options.pause(`pass ${epoch + 1} of ${options.epochs} over ${texts.length} examples`);
  }
  return model;
}
