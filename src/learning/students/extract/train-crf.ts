import { shuffled } from '../../../kit/random.ts';
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
/** Smaller errors are not worth a write. */
const LEAST_ERROR = 3e-3;
const LEAST_STEP = 5e-4;
/** Texts between two pauses. */
const PAUSE_EVERY = 1000;

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

/** A copy of the rows of every token without some of them, taken at random. */
function thinned(rows: readonly Int32Array[], random: () => number): Int32Array[] {
  return rows.map((list) => {
    const kept = new Int32Array(list.length);
    let count = 0;
    for (let i = 0; i < list.length; i++) if (random() >= DROPPED) kept[count++] = list[i]!;
    return kept.subarray(0, count);
  });
}

/** What AdaGrad remembers: sums of squared gradients, beside the weights. */
interface Squares {
  readonly weights: Float32Array;
  readonly steps: Float32Array;
}

/** One step on one text. */
function learnText(model: Crf, squares: Squares, text: TaggedText, rows: readonly Int32Array[]): void {
  const all = stateCount(model.tags);
  const lattice = latticeOf(model, rows, text.cls);
  const { size, globals, length } = lattice;
  const found = marginalsOf(lattice, stepsOf(model, lattice));
  const locals = new Int32Array(all).fill(-1);
  globals.forEach((state, local) => (locals[state] = local));
  let before = size;
  for (let t = 0; t < length; t++) {
    const gold = locals[text.states[t] ?? 0] ?? 0;
    const at = t * size;
    found.states[at + gold]! -= 1;
    found.steps[before * size + gold]! -= 1;
    before = gold;
    // What is not sure of the right state is unsure of others by as much: this one tells whether there is work.
    if (found.states[at + gold]! > -LEAST_ERROR) continue;
    for (const row of rows[t] ?? []) {
      const end = model.starts[row + 1]!;
      for (let e = model.starts[row]!; e < end; e++) {
        const local = locals[model.states[e]!]!;
        if (local < 0) continue;
        const error = found.states[at + local]!;
        if (error < LEAST_STEP && error > -LEAST_STEP) continue;
        const gradient = error + DECAY * model.weights[e]!;
        const square = (squares.weights[e]! += gradient * gradient);
        model.weights[e]! -= (RATE * gradient) / Math.sqrt(square);
      }
    }
  }
  for (let a = 0; a <= size; a++) {
    const from = a === size ? all : globals[a]!;
    for (let b = 0; b < size; b++) {
      const gradient = found.steps[a * size + b]!;
      if (gradient < LEAST_STEP && gradient > -LEAST_STEP) continue;
      const at = from * all + globals[b]!;
      const square = (squares.steps[at]! += gradient * gradient);
      model.steps[at]! -= (RATE * gradient) / Math.sqrt(square);
    }
  }
}

/** Trains by stochastic gradient with AdaGrad on the likelihood of the states. */
export async function trainCrf(texts: readonly TaggedText[], options: CrfOptions): Promise<Crf> {
  const model = emptyCrf(texts, options);
  const rows = texts.map(({ features, cls }) => rowsFor(model.rows, features, cls));
  const squares: Squares = {
    weights: new Float32Array(model.weights.length).fill(1e-2),
    steps: new Float32Array(model.steps.length).fill(1e-2),
  };
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    let done = 0;
    for (const example of shuffled(options.random, [...texts.keys()])) {
      learnText(model, squares, texts[example] as TaggedText, thinned(rows[example] ?? [], options.random));
      if (++done % PAUSE_EVERY === 0) await options.pause('');
    }
    await options.pause(`pass ${epoch + 1} of ${options.epochs} over ${texts.length} examples`);
  }
  return model;
}
