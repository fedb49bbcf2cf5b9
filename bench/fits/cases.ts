import type { Shape } from './write-model.ts';

/** A model, and how it is loaded and used. */
export interface Case {
  name: string;
  shape: Shape;
  /** Tokens of context for each sequence. */
  context: number;
  sequences: number;
  /** Tokens of the one conversation: prompt and answer. */
  used: number;
  /** Left out of a quick run. */
  slow?: boolean;
}

const base = {
  architecture: 'llama',
  width: 768,
  layers: 8,
  heads: 12,
  kvHeads: 4,
  vocabulary: 24_000,
} as const;
const small = {
  ...base,
  width: 384,
  layers: 6,
  heads: 6,
  kvHeads: 2,
  vocabulary: 8000,
  feedForward: 1152,
} as const;

/**
 * Shapes, types and contexts that differ in what decides memory. None of them was used to find a constant of the
 * prediction: those come from models that are nothing but a vocabulary, and from widths of 64, 256, 512 and 1,024.
 */
export const CASES: readonly Case[] = [
  {
    name: 'F16, 512',
    shape: { ...base, feedForward: 2048, type: 'F16', layers: 6 },
    context: 512,
    sequences: 1,
    used: 500,
  },
  {
    name: 'Q8_0, 2,048',
    shape: { ...base, feedForward: 2048, type: 'Q8_0' },
    context: 2048,
    sequences: 1,
    used: 600,
  },
  {
    name: 'Q4_0, 4,096',
    shape: { ...base, feedForward: 2560, type: 'Q4_0' },
    context: 4096,
    sequences: 1,
    used: 600,
  },
  {
    name: 'Q4_0 tied, 1,024',
    shape: { ...base, feedForward: 2560, type: 'Q4_0', vocabulary: 48_000, tied: true },
    context: 1024,
    sequences: 1,
    used: 600,
  },
  {
    name: 'Q4_K + Q6_K, 2,048',
    shape: { ...base, feedForward: 2048, type: 'Q4_K', edgeType: 'Q6_K', layers: 12 },
    context: 2048,
    sequences: 1,
    used: 600,
  },
  {
    name: 'Q6_K, 512, wide heads (qwen3)',
    shape: { ...base, architecture: 'qwen3', headLength: 128, feedForward: 2304, type: 'Q6_K' },
    context: 512,
    sequences: 1,
    used: 500,
  },
  {
    name: 'Q5_K, 4 sequences of 1,024 (qwen2)',
    shape: { ...base, architecture: 'qwen2', feedForward: 3072, type: 'Q5_K' },
    context: 1024,
    sequences: 4,
    used: 600,
    slow: true,
  },
  {
    name: 'Q8_0, 8 sequences of 512, all heads',
    shape: { ...base, kvHeads: 12, feedForward: 1536, type: 'Q8_0' },
    context: 512,
    sequences: 8,
    used: 500,
  },
  {
    name: 'Q4_1, 8,192',
    shape: { ...small, type: 'Q4_1', kvHeads: 6, layers: 12 },
    context: 8192,
    sequences: 1,
    used: 600,
  },
  {
    name: 'F32, 2,048',
    shape: { ...small, type: 'F32' },
    context: 2048,
    sequences: 1,
    used: 2000,
    slow: true,
  },
  {
    name: 'BF16 tied, 1,024, 64,000 words',
    shape: { ...small, type: 'BF16', vocabulary: 64_000, tied: true },
    context: 1024,
    sequences: 1,
    used: 600,
    slow: true,
  },
  {
    name: 'Q8_0, 512, 128,000 words',
    shape: { ...small, type: 'Q8_0', vocabulary: 128_000 },
    context: 512,
    sequences: 1,
    used: 500,
    slow: true,
  },
  {
    name: 'Q4_0, 4,096 full',
    shape: { ...small, type: 'Q4_0', vocabulary: 32_000 },
    context: 4096,
    sequences: 1,
    used: 4080,
    slow: true,
  },
  {
    name: 'F16, 8,192 full',
    shape: { ...small, type: 'F16', layers: 4 },
    context: 8192,
    sequences: 1,
    used: 8000,
    slow: true,
  },
  {
    name: 'Q4_0, width 2,048',
    shape: { ...base, width: 2048, heads: 32, kvHeads: 8, layers: 4, feedForward: 5632, type: 'Q4_0' },
    context: 1024,
    sequences: 1,
    used: 600,
    slow: true,
  },
  {
    name: 'Q5_0, 100,000 words, 12 layers (qwen3)',
    shape: {
      ...base,
      architecture: 'qwen3',
      headLength: 96,
      layers: 12,
      feedForward: 2048,
      type: 'Q5_0',
      vocabulary: 100_000,
      tied: true,
    },
    context: 2048,
    sequences: 2,
    used: 1000,
    slow: true,
  },
];
