import type { ModelInfo } from '../contract/index.ts';
import { kvBytesPerToken } from './kv-bytes.ts';

/** Resident bytes of a model's child process, by part. Estimated; keys and values agree with llama.cpp to the byte. */
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

/** Resident bytes of a child process that has loaded a tiny model (measured: 141 MB). */
const PROCESS_BYTES = 140_000_000;
/** Tables of the tokenizer: for each token its text, type, and places in two maps. */
const BYTES_PER_TOKEN_TEXT = 600;
/** Tokens computed together; llama.cpp's default. */
const BATCH = 512;
/** Numbers held for a token at the widest place of a layer, in widths of the model. */
const WIDEST = 17;
/** Weights of these types are rearranged for the processor; a mapped file then stays beside the rearranged copy. */
const REPACKED = /^(?:Q|IQ|MXFP|TQ)/;
/** Without a header: vocabulary and keys and values of a typical model of up to 8 GB. */
const TYPICAL = { vocabulary: 152_000, embedding: 4096, kvBytesPerToken: 147_456 } as const;

/**
 * Memory a model needs with so much context. Within 8 % of what child processes held, and never below
 * (random models of 0.1M and 207M parameters; the figures stand in the test).
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
  const kv = tokens * (info ? kvBytesPerToken(info) : TYPICAL.kvBytesPerToken);
  const vocabulary = info?.vocabularySize ?? TYPICAL.vocabulary;
  const embedding = info?.embeddingLength ?? TYPICAL.embedding;
  const compute = 4 * (Math.min(BATCH, tokens) * WIDEST * embedding + sequences * vocabulary);
  const baseline = PROCESS_BYTES + BYTES_PER_TOKEN_TEXT * vocabulary;
  return { weights, kv, compute, baseline, total: weights + kv + compute + baseline };
}
