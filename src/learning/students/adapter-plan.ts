import type { EncodedText } from '../../contract/index.ts';
import type { LoraSettings } from '../trainer/job.ts';

/** What an adapter is trained with, and on. */
export interface AdapterPlan {
  readonly settings: LoraSettings;
  readonly texts: readonly EncodedText[];
  /** The newest, only measured. */
  readonly heldOut: readonly EncodedText[];
  /** Texts left out: oldest first where there are too many, and those that do not fit. */
  readonly dropped: { readonly tooLong: number; readonly tooMany: number };
}

export interface AdapterLimits {
  /** Width of the base: wide models learn with smaller steps. */
  readonly width: number;
  /** Longest text. */
  readonly mostLength: number;
  /** Tokens of all passes together; default a million, some minutes on the embedded model. */
  readonly mostTokens?: number;
  readonly seed: number;
}

/** Fewer optimiser steps teach little, however good the examples. */
const LEAST_STEPS = 240;
const [LEAST_STEP_TOKENS, MOST_STEP_TOKENS] = [128, 2048];
const [LEAST_EPOCHS, MOST_EPOCHS] = [3, 40];
/**
 * What an adapter of a wide base changes: a token costs 4 to 6 % more instead of 14 to 20 % for all seven matrices of a layer
 * (docs/decisions/0012-adapter-contexts.md). A small base is quick anyway and needs all of them to learn another job.
 */
export const ADAPTED: readonly string[] = ['attn_v', 'attn_output', 'ffn_down'];
const WIDE = 512;
const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));
const size = (texts: readonly EncodedText[]): number =>
  texts.reduce((sum, { tokens }) => sum + tokens.length, 0);

/**
 * Chooses settings for a set of texts, oldest first: rank 8, alpha 16, on wide bases three matrices of each layer; steps small enough that an epoch has about 12, epochs
 * so that there are at least 240 steps, but no more than 40.
 */
export function planAdapter(all: readonly EncodedText[], limits: AdapterLimits): AdapterPlan {
  const { width, mostLength, mostTokens = 1_000_000, seed } = limits;
  const fitting = all.filter(({ tokens }) => tokens.length <= mostLength);
  let kept = fitting;
  let total = size(kept);
  if (total > mostTokens) {
    let from = 0;
    while (total > mostTokens) total -= fitting[from++]?.tokens.length ?? 0;
    kept = fitting.slice(from);
  }
  const held = kept.length < 60 ? 0 : Math.min(64, Math.floor(kept.length / 10));
  const texts = kept.slice(0, kept.length - held);
  const tokens = size(texts);
  const stepTokens = clamp(Math.round(tokens / 12), LEAST_STEP_TOKENS, MOST_STEP_TOKENS);
  const steps = Math.max(1, Math.ceil(tokens / stepTokens));
  const wished = clamp(Math.ceil(LEAST_STEPS / steps), LEAST_EPOCHS, MOST_EPOCHS);
  return {
    settings: {
      rank: 8,
      alpha: 16,
      epochs: clamp(Math.floor(mostTokens / Math.max(1, tokens)), 1, wished),
      rate: clamp(0.4 / width, 2e-4, 2e-3),
      stepTokens,
      seed,
      stored: 'F16',
      ...(width < WIDE ? {} : { matrices: ADAPTED }),
    },
    texts,
    heldOut: kept.slice(kept.length - held),
    dropped: { tooLong: all.length - fitting.length, tooMany: fitting.length - kept.length },
  };
}
