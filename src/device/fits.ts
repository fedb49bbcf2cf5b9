import { type MemoryQuestion, neededBytes, type NeededBytes } from './needed-bytes.ts';
import type { DeviceProfile, Method } from './profile.ts';

/** `sizes` or `info` tell what the header says; without both, before the file is here, more is guessed. */
export type FitQuestion = MemoryQuestion;

/** The part of a device profile that decides; without a measured bandwidth no speed is predicted. */
export type FitDevice = Pick<DeviceProfile, 'memory' | 'bandwidth'>;

export interface Fit {
  /** It can be loaded now. */
  fits: boolean;
  /** `now`; `after-freeing`: only when other programs give memory back; `never`: the machine is too small. */
  verdict: 'now' | 'after-freeing' | 'never';
  needBytes: NeededBytes;
  freeBytes: number;
  /** Generated tokens per second of one sequence, early in its context; null where the bandwidth is unknown. */
  expectedTokensPerSecond: number | null;
  method: Method;
  /** One sentence for a person. */
  words: string;
}

/** Share of the read bandwidth that generation reaches: 61 to 92 % were measured, the middle is taken. */
const EFFICIENCY = 0.8;
/** What a token costs however small the model is: sampling, the grammar, the way to the parent (measured: 760 tokens/s). */
const TOKEN_SECONDS = 0.0013;

/**
 * Whether a model fits this machine's memory, and how fast it may speak. Pure; processor only, graphics memory is not counted.
 * @example fits({ info, fileBytes, contextSize: 4096, sequences: 1 }, await probeDevice()).words
 */
export function fits(question: FitQuestion, device: FitDevice): Fit {
  const needBytes = neededBytes(question);
  const { freeBytes, totalBytes } = device.memory;
  const verdict =
    needBytes.total <= freeBytes ? 'now' : needBytes.total <= totalBytes ? 'after-freeing' : 'never';
  const weights = question.info?.bytesPerToken ?? question.info?.tensorBytes ?? question.fileBytes;
  const { bytesPerSecond } = device.bandwidth;
  const speed =
    bytesPerSecond === null || weights <= 0
      ? null
      : 1 / (weights / (bytesPerSecond * EFFICIENCY) + TOKEN_SECONDS);
  return {
    fits: verdict === 'now',
    verdict,
    needBytes,
    freeBytes,
    expectedTokensPerSecond: speed,
    method: speed === null ? 'unavailable' : 'estimated',
    words: wordsOf(verdict, needBytes.total, device.memory, speed),
  };
}

function wordsOf(
  verdict: Fit['verdict'],
  need: number,
  { freeBytes, totalBytes, limitedBy }: FitDevice['memory'],
  speed: number | null,
): string {
  const where = limitedBy === 'cgroup' ? 'this container' : 'this machine';
  const pace = speed === null ? '' : `; about ${speed < 10 ? speed.toFixed(1) : Math.round(speed)} tokens/s`;
  if (verdict === 'now') return `fits: needs ${size(need)}, ${size(freeBytes)} is free${pace}`;
  if (verdict === 'after-freeing')
    return `does not fit now: needs ${size(need)}, ${size(freeBytes)} of ${size(totalBytes)} is free; close other programs or choose a smaller variant`;
  return `too big: needs ${size(need)}, ${where} has ${size(totalBytes)}`;
}

const size = (bytes: number): string =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
