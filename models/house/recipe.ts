import type { LlamaShape } from '../../src/learning/trainer/architectures/llama.ts';
import type { AdamWSettings } from '../../src/learning/trainer/adamw.ts';
import type { BatchShape } from '../../src/learning/trainer/model-graph.ts';
import type { Schedule } from '../../src/learning/trainer/schedule.ts';
import type { Augmentation } from './augment.ts';

/** Everything that decides what `npm run house:train` makes. */
export interface Recipe {
  readonly shape: LlamaShape;
  readonly batch: BatchShape;
  readonly schedule: Schedule;
  /** The first epoch: plain reading of so many characters of the corpus. */
  readonly reading: { readonly characters: number };
  readonly optimiser: AdamWSettings;
  readonly dropout: number;
  readonly seed: number;
  /** Weight of the loss on the tokens of the prompt; the answer has 1. */
  readonly promptLoss: number;
  readonly augmentation: Augmentation;
  /** From the epoch `from` on: nearer to the data as it is. */
  readonly calm: Augmentation & { readonly from: number };
  /** Chance that an example becomes the next turn of the one before it. */
  readonly joined: number;
  /** Rows of each kind in one epoch; SNIPS and CLINC150 are taken whole as often as said, each time varied anew. */
  readonly perEpoch: {
    readonly snipsRepeats: number;
    readonly generated: number;
    readonly others: number;
    readonly oosRepeats: number;
    readonly clincRepeats: number;
    readonly beyond: number;
    /** Of each skill. */
    readonly skills: number;
  };
}

export const RECIPE: Recipe = {
  shape: {
    vocabulary: 2048,
    layers: 4,
    width: 192,
    heads: 6,
    kvHeads: 6,
    inner: 512,
    ropeBase: 10_000,
    epsilon: 1e-5,
    context: 512,
  },
  batch: { batch: 4, time: 256 },
  reading: { characters: 3_400_000 },
  schedule: { peak: 2e-3, warmup: 300, steps: 19_300, floor: 0.02 },
  optimiser: { beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.05, clip: 1 },
  dropout: 0.1,
  seed: 20261121,
  promptLoss: 0.2,
  augmentation: { swap: 0.5, invent: 0.15, lower: 0.12, places: 0.5, quote: 0.02 },
  calm: { from: 3, swap: 0.35, invent: 0.2, lower: 0.12, places: 0.5, quote: 0.01 },
  joined: 0.15,
  perEpoch: {
    snipsRepeats: 4,
    generated: 9000,
    others: 3000,
    oosRepeats: 10,
    clincRepeats: 1,
    beyond: 900,
    skills: 800,
  },
};

/** A smoke test of the whole path: a much smaller model, a minute of training. */
export const QUICK: Recipe = {
  ...RECIPE,
  shape: { ...RECIPE.shape, layers: 2, width: 96, heads: 3, kvHeads: 3, inner: 192 },
  schedule: { ...RECIPE.schedule, warmup: 20, steps: 60 },
  reading: { characters: 60_000 },
};
