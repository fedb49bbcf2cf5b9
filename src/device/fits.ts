import type { ModelInfo } from '../contract/index.ts';
import type { DeviceProfile } from './profile.ts';

/** Whether a model fits this device, in bytes and in words. All figures are estimates. */
export interface Fit {
  fits: boolean;
  needBytes: { weights: number; kv: number; compute: number; baseline: number; total: number };
  /** Tokens a second of one answer: memory bandwidth over bytes read for a token; null without a measured bandwidth. */
  tokensPerSecond: number | null;
  method: 'estimated';
  /** One sentence for a person. */
  words: string;
}

/** What is known of a model before it is loaded, or even before it is downloaded. */
export interface FitQuestion {
  fileBytes: number;
  /** Absent: only the file's size is known, and keys and values are guessed from it. */
  info?: ModelInfo;
  /** Tokens of context. */
  contextSize: number;
  sequences?: number;
}

/** A process with the engine and no model: 82 to 93 MB were measured on Linux. */
const BASELINE = 93e6;
/** Weights beyond the file: the engine keeps a repacked copy of quantised weights beside the mapped file (2.06 times measured). */
const REPACKED = 2.06;
/** Memory that is left to the system and other programs. */
const SPARE_SHARE = 0.15;

const gb = (bytes: number): string => `${(bytes / 1e9).toFixed(bytes < 1e9 ? 2 : 1)} GB`;

function kvBytes({ info, fileBytes, contextSize, sequences = 1 }: FitQuestion): number {
  const perToken = info ? 4 * info.layers * info.kvHeads * info.headLength : fileBytes / 10_000;
  return perToken * contextSize * sequences;
}

/**
 * Predicts peak memory and speed of a model on a device. Pure.
 * @example fits({ fileBytes: 4e8, contextSize: 4096 }, profile).words
 */
export function fits(question: FitQuestion, profile: DeviceProfile): Fit {
  const quantised = question.info ? !/^(?:F32|F16|BF16)$/.test(question.info.quantisation) : true;
  const weights = question.fileBytes * (quantised ? REPACKED : 1);
  const kv = kvBytes(question);
  const compute = Math.max(30e6, question.info ? question.info.vocabularySize * 4 * 512 : 300e6);
  const total = weights + kv + compute + BASELINE;
  const room = profile.memoryBytes * (1 - SPARE_SHARE);
  const { bytesPerSecond } = profile.bandwidth;
  const tokensPerSecond = bytesPerSecond === null ? null : bytesPerSecond / question.fileBytes;
  const speed =
    tokensPerSecond === null
      ? ''
      : `, about ${tokensPerSecond < 10 ? tokensPerSecond.toFixed(1) : Math.round(tokensPerSecond)} tokens a second`;
  const words =
    total <= room
      ? `fits: needs about ${gb(total)} of ${gb(profile.memoryBytes)}${speed}`
      : `does not fit: needs about ${gb(total)}, this device can give ${gb(room)}`;
  return {
    fits: total <= room,
    needBytes: { weights, kv, compute, baseline: BASELINE, total },
    tokensPerSecond,
    method: 'estimated',
    words,
  };
}
