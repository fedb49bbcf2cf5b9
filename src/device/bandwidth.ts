import { freemem } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { WalkOrder, WalkResult } from './bandwidth-worker.ts';
import type { Bandwidth } from './profile.ts';

export interface BandwidthOptions {
  /** Workers that read side by side: as many as a model will have threads. Default 1. */
  threads?: number;
  /** Bytes each worker walks through; far more than its cache. Default 128 MiB, less where memory is short. */
  bytes?: number;
  /** Time each worker reads. Default 150 ms. */
  durationMs?: number;
}

const DEFAULT_BYTES = 128 * 2 ** 20;
/** Smaller walks would measure the cache. */
const LEAST_BYTES = 16 * 2 ** 20;

/**
 * Reads memory in workers for a moment and tells how fast. It bounds the speed of generation: each token reads all weights
 * once. Other work on the machine lowers it, so it tells what a model would get now. Never throws.
 * @example const { bytesPerSecond } = await measureBandwidth({ threads: 3 })
 */
export async function measureBandwidth(options: BandwidthOptions = {}): Promise<Bandwidth> {
  const { threads = 1, durationMs = 150 } = options;
  const none: Bandwidth = { method: 'unavailable', bytesPerSecond: null, threads };
  const bytes = Math.min(options.bytes ?? DEFAULT_BYTES, Math.floor(freemem() / (2 * threads)));
  if (bytes < LEAST_BYTES) return none;
  // beside this file in the sources and in dist, which differ in the extension
  const file = new URL(`./bandwidth-worker${import.meta.url.slice(-3)}`, import.meta.url);
  const workerData: WalkOrder = { bytes, durationMs };
  const workers: Worker[] = [];
  try {
    for (let i = 0; i < threads; i++) workers.push(new Worker(file, { workerData }));
    await Promise.all(workers.map((worker) => nextMessage(worker)));
    const results = workers.map((worker) => nextMessage(worker) as Promise<WalkResult>);
    for (const worker of workers) worker.postMessage('go');
    const rates = await Promise.all(results);
    const bytesPerSecond = rates.reduce((sum, rate) => sum + rate.bytesPerSecond, 0);
    return bytesPerSecond > 0 ? { method: 'measured', bytesPerSecond, threads } : none;
  } catch {
    return none;
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function nextMessage(worker: Worker): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the worker ended')));
  });
}
