import type { PullStatus } from '../../../../../src/contract/index.ts';

/** The list of pulls after one told of itself: in its place, or at the head when it is new. Pure. */
export function mergePull(pulls: readonly PullStatus[], told: PullStatus): PullStatus[] {
  const known = pulls.some(({ model }) => model === told.model);
  return known ? pulls.map((pull) => (pull.model === told.model ? told : pull)) : [told, ...pulls];
}
