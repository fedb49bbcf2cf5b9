import type { ModelInfo } from '../contract/index.ts';

/** Bytes a loaded model takes, by part. Everything is estimated; keys and values agree with llama.cpp to the byte. */
export interface NeededBytes {
  weights: number;
  /** Keys and values of all sequences, F16. */
  kv: number;
  /** Working memory of one batch. */
  compute: number;
  /** The child process itself and the vocabulary. */
  baseline: number;
  total: number;
}

/** Resident bytes of a child process without a model. */
const PROCESS_BYTES = 93_000_000;
/** Tables of the tokenizer: for each token its text, type, and places in two maps. */
const BYTES_PER_TOKEN_TEXT = 600;
/** Tokens computed together; llama.cpp's default. */
const BATCH = 512;
/** Weights of these types are rearranged for the processor; a mapped file then stays beside the rearranged copy. */
const REPACKED = /^(?:Q|IQ|MXFP|TQ)/;
/** Without a header: vocabulary and keys and values of a typical model of up to 8 GB. */
const TYPICAL = { vocabulary: 152_000, embedding: 4096, kvBytesPerToken: 147_456 } as const;

/**
 * Memory a model needs with so much context. Checked against llama.cpp on a 207M model: context and working memory
 * agree to 0.1 % (docs of the figures stand in the test).
 */
export function neededBytes(question: {
  info?: ModelInfo;
  fileBytes: number;
  contextSize: number;
  sequences: number;
  mmap?: boolean;
}): NeededBytes {
  const { info, fileBytes, contextSize, sequences, mmap = false } = question;
  const once = info?.tensorBytes ?? fileBytes;
  const copied = mmap && (info === undefined || REPACKED.test(info.quantisation));
  const weights = copied ? once + fileBytes : once;
  const tokens = contextSize * sequences;
  const kv = tokens * (info ? 2 * 2 * info.layers * info.kvHeads * info.headLength : TYPICAL.kvBytesPerToken);
  const vocabulary = info?.vocabularySize ?? TYPICAL.vocabulary;
  const compute =
    Math.min(BATCH, tokens) * 4 * widest(vocabulary, info?.embeddingLength ?? TYPICAL.embedding);
  const baseline = PROCESS_BYTES + BYTES_PER_TOKEN_TEXT * vocabulary;
  return { weights, kv, compute, baseline, total: weights + kv + compute + baseline };
}

/** Numbers held for one token at the widest place: the scores of all tokens, or the four wide vectors of a layer. */
function widest(vocabulary: number, embedding: number): number {
  return Math.max(vocabulary + 2 * embedding, 17 * embedding);
}
