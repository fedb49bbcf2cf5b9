import type { PullStatus } from '../../../../../src/contract/index.ts';
import { bytes, duration } from '../../../format/words.ts';

/** How far it is: `120 MB of 530 MB · 12.0 MB a second · 34 s left`. Pure. */
export function progressWords({
  bytes: have,
  totalBytes,
  bytesPerSecond,
  secondsLeft,
  state,
}: PullStatus): string {
  if (state === 'looking' && have === 0) return 'asking which file it is';
  if (state === 'failed' && have === 0) return 'nothing came';
  const parts = [totalBytes === null ? bytes(have) : `${bytes(have)} of ${bytes(totalBytes)}`];
  if (state === 'fetching' && bytesPerSecond > 0) parts.push(`${bytes(bytesPerSecond)} a second`);
  if (state === 'fetching' && secondsLeft !== null && secondsLeft > 0)
    parts.push(`${duration(Math.max(1, Math.round(secondsLeft)) * 1000)} left`);
  return parts.join(' · ');
}

const STATES: Record<PullStatus['state'], string> = {
  looking: 'begins',
  fetching: 'is coming',
  waiting: 'goes on by itself',
  checking: 'is being checked',
  done: 'is here',
  stopped: 'stopped',
  failed: 'did not come',
  discarded: 'is forgotten',
};

const GOES_ON: ReadonlySet<PullStatus['state']> = new Set(['fetching', 'checking', 'done']);

/** In two or three words; read out when they change. */
export function stateWords({ state, resumed }: PullStatus): string {
  if (resumed === 0 || !GOES_ON.has(state)) return STATES[state];
  return `${STATES[state]}, went on by itself ${resumed === 1 ? 'once' : `${resumed} times`}`;
}

export const isUnderWay = ({ state }: PullStatus): boolean =>
  state === 'looking' || state === 'fetching' || state === 'waiting' || state === 'checking';

/** 0 to 1. */
export const shareOf = ({ bytes: have, totalBytes }: PullStatus): number =>
  totalBytes === null || totalBytes === 0 ? 0 : have / totalBytes;
