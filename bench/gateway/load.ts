// Sends requests for the benchmark, from a process of its own: jobs come and results go by message.
import { Pool } from 'undici';

/** One run of load. */
export interface Job {
  origin: string;
  path: string;
  headers: Record<string, string>;
  body: string;
  clients: number;
  requests: number;
  /** At most so many begin in a second; absent: each client goes on at once. */
  perSecond?: number;
}

export interface Load {
  seconds: number;
  /** Milliseconds of each request, in order of their ends. */
  latencies: number[];
  /** Requests that got another status than 200. */
  failed: number;
  /** The first answer that failed. */
  sample?: string;
}

const pools = new Map<string, Pool>();

async function run({ origin, path, headers, body, clients, requests, perSecond }: Job): Promise<Load> {
  const key = `${origin} ${clients}`;
  const pool =
    pools.get(key) ?? new Pool(origin, { connections: clients, pipelining: 1, headersTimeout: 60_000 });
  pools.set(key, pool);
  const latencies: number[] = [];
  const begun = performance.now();
  let left = requests;
  let failed = 0;
  let sample: string | undefined;
  const client = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      if (perSecond !== undefined) {
        const due = begun + ((requests - left - 1) * 1000) / perSecond;
        await new Promise((done) => setTimeout(done, due - performance.now()));
      }
      const start = performance.now();
      const answer = await pool.request({ path, method: 'POST', headers, body });
      const text = await answer.body.text();
      latencies.push(performance.now() - start);
      if (answer.statusCode === 200) continue;
      failed += 1;
      sample ??= `${answer.statusCode} ${text.slice(0, 300)}`;
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const seconds = (performance.now() - begun) / 1000;
  return { seconds, latencies, failed, ...(sample === undefined ? {} : { sample }) };
}

process.on('message', (job: Job) => {
  run(job).then(
    (load) => process.send?.(load),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.send?.({ ready: true });
