import { totalmem } from 'node:os';
import type { Job } from '../contract/index.ts';
import { recommend, type Recommendation } from '../store/catalog.ts';

/** The catalog for this machine (or the container it is limited to), best first. */
export function recommendHere(job: Job | undefined): { memoryBytes: number; models: Recommendation[] } {
  const limit = process.constrainedMemory();
  const memoryBytes = limit > 0 ? Math.min(totalmem(), limit) : totalmem();
  return { memoryBytes, models: recommend(job, { memoryBytes }) };
}
