import { emptyResult, type SimResult } from './result.ts';
import type { SimEvent } from './traces.ts';

/** What a policy needs to know of a model. GiB and seconds. */
export interface Sized {
  id: string;
  bytes: number;
  loadSeconds: number;
}
export interface PeerPolicy {
  /** Most models at once. */
  most: number;
  /** Seconds after which an unused model goes. */
  idle: number;
  victim: 'oldest' | 'name' | 'future';
}

/** How others choose; all are given the byte limit on top, without which they would run out of memory. */
export const PEERS: Record<string, PeerPolicy> = {
  'llama.cpp router (count LRU, 4)': { most: 4, idle: Infinity, victim: 'oldest' },
  'Ollama (3 models, 5 minutes, by name)': { most: 3, idle: 300, victim: 'name' },
  'LM Studio (single active)': { most: 1, idle: Infinity, victim: 'oldest' },
};
/** For comparison: the oldest out by bytes alone, and a greedy choice that knows the future. */
export const REFERENCES: Record<string, PeerPolicy> = {
  'byte LRU': { most: Infinity, idle: Infinity, victim: 'oldest' },
  'future known, greedy': { most: Infinity, idle: Infinity, victim: 'future' },
};

/** Requests one after the other in the order of their arrival, on one device that loads or answers. */
export function playPeer(
  events: readonly SimEvent[],
  models: ReadonlyMap<string, Sized>,
  budget: number,
  policy: PeerPolicy,
): SimResult {
  const result = emptyResult(events.length);
  const lastUse = new Map<string, number>();
  const nextUse = new Map<string, number>();
  const after = new Float64Array(events.length);
  for (let i = events.length - 1; i >= 0; i--) {
    const { model } = events[i] as SimEvent;
    after[i] = nextUse.get(model) ?? Infinity;
    nextUse.set(model, i);
  }
  const resident = new Map<string, Sized>();
  let used = 0;
  let now = 0;
  const drop = (id: string): void => {
    used -= resident.get(id)?.bytes ?? 0;
    resident.delete(id);
  };
  const score = ({ id, bytes, loadSeconds }: Sized, i: number): number | string =>
    policy.victim === 'name'
      ? id
      : policy.victim === 'oldest'
        ? (lastUse.get(id) ?? 0)
        : loadSeconds / bytes / ((nextUse.get(id) ?? Infinity) - i);
  events.forEach(({ t, model, service }, i) => {
    now = Math.max(now, t);
    for (const id of resident.keys()) if (now - (lastUse.get(id) ?? 0) > policy.idle) drop(id);
    nextUse.set(model, after[i] ?? Infinity);
    const sized = models.get(model) as Sized;
    if (!resident.has(model)) {
      while (resident.size > 0 && (used + sized.bytes > budget || resident.size >= policy.most)) {
        const ranked = [...resident.values()].map((one) => ({ id: one.id, score: score(one, i) }));
        drop(ranked.reduce((least, one) => (one.score < least.score ? one : least)).id);
      }
      resident.set(model, sized);
      used += sized.bytes;
      now += sized.loadSeconds;
      result.loads += 1;
      result.loadSeconds += sized.loadSeconds;
      result.waitedSeconds += sized.loadSeconds;
      result.peakGib = Math.max(result.peakGib, used);
    }
    result.startSeconds.push(now - t);
    now += service;
    lastUse.set(model, now);
  });
  return result;
}
