/** What a variant of the house model is made of: a tagger for the commands of SNIPS, which abstains from all others. */
export interface VariantRecipe {
  readonly task: string;
  readonly seed: number;
  /** Number of the epoch of the house model whose varied rows are added to the rows as they are, and the share of it; 0: none. */
  readonly varied: { readonly epoch: number; readonly share: number };
  /** Rows of other commands and of texts that are none, which it learns to leave alone. */
  readonly foreign: number;
  readonly epochs: number;
  /** A feature of fewer rows is not learned: of the tags, and of the intent. */
  readonly least: { readonly tags: number; readonly intent: number };
  /** Phrases and words that filled fewer slots are not kept. */
  readonly known: { readonly phrases: number; readonly words: number };
  /** Weights kept: the largest. */
  readonly weights: number;
}

export const VARIANTS: Readonly<Record<string, VariantRecipe>> = {
  tags: {
    task: 'Commands of SNIPS, as a chain of tags over their words. Asked ahead of the model, and by mixtures.',
    seed: 1,
    varied: { epoch: 0, share: 0 },
    foreign: 8000,
    epochs: 8,
    least: { tags: 5, intent: 8 },
    known: { phrases: 2, words: 2 },
    weights: 75_000,
  },
  'tags-varied': {
    task: 'Commands of SNIPS, as a chain of tags over their words, learned also from rows with other names in them. For mixtures.',
    seed: 9,
    varied: { epoch: 107, share: 0.15 },
    foreign: 8000,
    epochs: 7,
    least: { tags: 6, intent: 30 },
    known: { phrases: 2, words: 3 },
    weights: 60_000,
  },
};
