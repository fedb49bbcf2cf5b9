import type { ModelInfo } from '../contract/index.ts';
import { kvBytesPerToken } from './kv-bytes.ts';
import type { ModelSizes } from './model-sizes.ts';

/** Peak resident bytes of a model's child process, by part. Estimated from what llama.cpp allocates and writes to. */
export interface NeededBytes {
  weights: number;
  /** Keys and values of all sequences, F16. */
  kv: number;
  /** Working memory of one batch that is really written to; llama.cpp reserves more, which stays untouched. */
  compute: number;
  /** The child process itself and the vocabulary. */
  baseline: number;
  total: number;
}

export interface MemoryQuestion {
  /** From the header, see `modelSizes`: the exact way. */
  sizes?: ModelSizes;
  /** Without `sizes`: enough for a guess on the safe side. */
  info?: ModelInfo;
  fileBytes: number;
  /** Tokens of context for each sequence. */
  contextSize: number;
  sequences: number;
  /** Tokens of the longest conversation; default: the whole context. */
  usedTokens?: number;
  /** The file is mapped, not read. Default false. */
  mmap?: boolean;
}

/**
 * Resident bytes of a child process (Node 24, glibc, llama.cpp on the processor) after a model of nothing answered.
 * Measured; the only constant that depends on the platform.
 */
const PROCESS_BYTES = 135_000_000;
/** Tables of the tokenizer, in llama.cpp and in JavaScript: measured on models that are nothing but a vocabulary. */
const TOKEN_BYTES = 500;
const MERGE_BYTES = 440;
/** What reading the tables leaves in V8's young generation, until that is full. */
const YOUNG = { token: 900, merge: 700, most: 24_000_000 } as const;
/** Tokens computed together. */
const BATCH = 512;
/** Cells of keys and values come in groups: `contextSizePad` of node-llama-cpp, `n_pad` of llama.cpp. */
const CELLS = 256;
/** Without a header: vocabulary and keys and values of a typical model of up to 8 GB. */
const TYPICAL = { vocabulary: 152_000, embedding: 4096, kvBytesPerToken: 147_456 } as const;
/** Without a header: a wide feed-forward. */
const FEED_FORWARD = 4;

const upTo = (value: number, step: number): number => Math.ceil(value / step) * step;

/** Sizes where only some are known, on the safe side. */
function guessed({ info, fileBytes }: MemoryQuestion): ModelSizes {
  const width = info?.embeddingLength ?? TYPICAL.embedding;
  const vocabulary = info?.vocabularySize ?? TYPICAL.vocabulary;
  const once = info?.tensorBytes ?? fileBytes;
  return {
    weightBytes: once,
    rearrangedBytes: info === undefined || /^(?:Q|IQ|MXFP|TQ)/.test(info.quantisation) ? fileBytes : 0,
    kvBytesPerToken: info ? kvBytesPerToken(info) : TYPICAL.kvBytesPerToken,
    width,
    queryWidth: info ? info.heads * info.headLength : width,
    keyWidth: info ? info.kvHeads * info.headLength : width,
    feedForward: FEED_FORWARD * width,
    factorBytes: 2,
    vocabulary,
    merges: vocabulary,
    encoder: info?.embeddingOnly ?? false,
  };
}

/**
 * Numbers for a token that live at once at the widest place of a layer, as llama.cpp's allocator lays them out: it takes
 * the smallest free block that is large enough, else it grows. The stream, its norm, queries, keys and values come first;
 * in the feed-forward two inner results and their product stand above what attention left, unless a freed block takes it.
 */
function liveNumbers({ width, queryWidth, keyWidth, feedForward }: ModelSizes): number {
  const wide = queryWidth > width;
  const attention = Math.max(2 * width + queryWidth + 2 * keyWidth, wide ? 2 * (width + queryWidth) : 0);
  const [below, freed] = wide ? [2 * width, width] : [3 * width, 2 * width];
  return Math.max(attention, below + 2 * feedForward + (feedForward > freed ? feedForward : 0));
}

function computeBytes(sizes: ModelSizes, question: MemoryQuestion): number {
  const { contextSize, sequences, usedTokens = contextSize } = question;
  const longest = Math.min(usedTokens, contextSize);
  const batch = sizes.encoder ? longest : Math.min(BATCH, longest * sequences);
  const cells = Math.min(upTo(longest, CELLS), upTo(contextSize, CELLS));
  // which token may see which, F16; every sequence has its own cells
  const mask = 2 * batch * cells;
  const factors = batch * Math.max(sizes.feedForward, sizes.queryWidth, sizes.width) * sizes.factorBytes;
  const logits = 4 * sequences * sizes.vocabulary;
  return 4 * batch * liveNumbers(sizes) + mask + factors + logits;
}

/**
 * Memory a model needs with so much context. Pure; the benchmark `fits` compares it with what child processes held.
 * @example neededBytes({ sizes: modelSizes(await readGguf(path), simd), fileBytes, contextSize: 4096, sequences: 1 }).total
 */
export function neededBytes(question: MemoryQuestion): NeededBytes {
  const { contextSize, sequences, mmap = false } = question;
  const sizes = question.sizes ?? guessed(question);
  const { vocabulary, merges } = sizes;
  const weights = sizes.weightBytes + (mmap ? sizes.rearrangedBytes : 0);
  const kv = sizes.kvBytesPerToken * upTo(contextSize, CELLS) * sequences;
  const compute = computeBytes(sizes, question);
  const young = Math.min(YOUNG.most, YOUNG.token * vocabulary + YOUNG.merge * merges);
  const baseline = PROCESS_BYTES + TOKEN_BYTES * vocabulary + MERGE_BYTES * merges + young;
  return { weights, kv, compute, baseline, total: weights + kv + compute + baseline };
}
