import type { ResponseFormat } from './chat.ts';

/** What a model is for, in the words people use. */
export type Job = 'chat' | 'code' | 'command' | 'embed' | 'skill' | 'speech' | 'vision';

/**
 * From the sum of log-probabilities x of an answer to the probability that it is right: 1 / (1 + exp(-(a x + b))).
 * Fitted on `n` held-out cases of `data` (Platt scaling).
 */
export interface Calibration {
  feature: 'sequence_logprob' | 'mean_logprob';
  method: 'platt';
  a: number;
  b: number;
  n: number;
  data: string;
}

/** How second opinions and a log-probability make one confidence. Fitted on `n` held-out cases. */
interface SecondOpinionFit {
  weight: number;
  /** Weight of another reader's agreement; absent: it is not asked. */
  agreement?: number;
  a: number;
  b: number;
  n: number;
}

/**
 * What small models, trained on the same rows, think of an answer: with the margin m that one of words gives its `field`, the
 * agreement g of a reader that answers by itself, and the log-odds l of the whole answer, the probability that it is right is
 * 1 / (1 + exp(-(a (l + weight m + agreement g) + b))). l = x - ln(1 - e^x) of the sum x of its log-probabilities, from -most to most.
 */
export interface SecondOpinionCard {
  /** The small model of words, beside the card; absent: none is asked, and m is 0. */
  file?: string;
  /** Of the JSON answer, what the small model of words knows the values of. */
  field: string;
  /** A tagger, beside the card. */
  reader?: string;
  most: number;
  /** For answers that say nothing but `field`. */
  bare: SecondOpinionFit;
  /** For answers that say more. */
  filled: SecondOpinionFit;
}

/** What is known about a model beyond its file: `card.json` beside it, or the catalog. */
export interface ModelCard {
  id: string;
  name: string;
  licence: string;
  jobs: Job[];
  /** An answer that contains these values says "this is none of my business". */
  decline?: Record<string, unknown>;
  calibration?: Calibration;
  secondOpinion?: SecondOpinionCard;
  /** Of a variant: where either may answer it is asked before its base, which is not needed when this one is sure. */
  ahead?: boolean;
  /** Shape of every answer of a model that does one job. */
  responseFormat?: ResponseFormat;
  /** Message that goes before a request that has none of its own: what a skill was trained with. */
  system?: string;
}

/** What the header of a GGUF file says. */
export interface ModelInfo {
  architecture: string;
  name?: string;
  parameters: number;
  /** Bytes of all tensors. */
  tensorBytes: number;
  /** Bytes of weights read to make one token: sleeping experts and rows that are only looked up are left out. */
  bytesPerToken?: number;
  /** Tokens of context the model was trained for. */
  contextLength: number;
  embeddingLength: number;
  layers: number;
  heads: number;
  kvHeads: number;
  /** Elements of one key or value head. */
  headLength: number;
  vocabularySize: number;
  quantisation: string;
  chatTemplate?: string;
  /** True for encoders whose only use is embeddings. */
  embeddingOnly: boolean;
}

/** A model on this device. */
export interface ModelRecord {
  id: string;
  engine: string;
  /** Absolute path of the (first) file. */
  path: string;
  bytes: number;
  /** Hex; absent for files that are used in place and were never hashed. */
  sha256?: string;
  /** Where it came from: `embedded`, a hub id, an address or a path. */
  source: string;
  /** Milliseconds since 1970. */
  addedAt: number;
  /** Set for low-rank weights: `path` and `bytes` are theirs, `info` is that of the base. */
  adapter?: { /** Id of the model they belong on. */ base: string };
  /** Id of a model whose job this one does in another way: asked by its name, by mixtures, and where its card says so ahead of that model. */
  variantOf?: string;
  info: ModelInfo;
  card: ModelCard;
}
