import { parentPort, workerData } from 'node:worker_threads';

/** What a worker is asked: walk through this much memory until this long has passed. */
export interface WalkOrder {
  bytes: number;
  durationMs: number;
}
export interface WalkResult {
  bytesPerSecond: number;
}

const { bytes, durationMs } = workerData as WalkOrder;
// pages that were never written all map to one page of zeros, which stays in the cache
const memory = Buffer.alloc(bytes, 1);
const port = parentPort;

port?.once('message', () => {
  const started = performance.now();
  let walked = 0;
  let now = started;
  // a search for a byte that is not there reads everything once, in native vector code
  while (now - started < durationMs) {
    if (memory.includes(2)) break;
    walked += bytes;
    now = performance.now();
  }
  const result: WalkResult = { bytesPerSecond: (walked / (now - started)) * 1000 };
  port.postMessage(result);
  port.close();
});
port?.postMessage('ready');
