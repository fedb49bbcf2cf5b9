import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NearmostError, type Runtime, type SettingsInput } from '../../src/contract/index.ts';
import { sse, startFakeUpstream, type FakeUpstream } from '../../src/kit/testing/fake-upstream.ts';
import { createRuntime } from '../../src/runtime.ts';

const TIMEOUT_MS = 3000;
const ANSWER = {
  chunks: sse(
    { choices: [{ index: 0, delta: { content: 'fine' }, finish_reason: null }] },
    { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
    { choices: [], usage: { prompt_tokens: 20, completion_tokens: 2, total_tokens: 22 } },
    '[DONE]',
  ),
};

/** Two providers on loopback and the runtime over them, in a home of its own. */
async function withRuntime<T>(
  settings: (urls: { one: string; two: string }) => SettingsInput,
  work: (runtime: Runtime, one: FakeUpstream, two: FakeUpstream) => Promise<T>,
): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), 'nearmost-market-'));
  const one = await startFakeUpstream({ script: ANSWER });
  const two = await startFakeUpstream({ script: ANSWER });
  try {
    const input = settings({ one: `${one.url}/v1`, two: `${two.url}/v1` });
    const runtime = await createRuntime({ label: 'public', ...input }, { home, env: {}, cwd: home });
    try {
      return await work(runtime, one, two);
    } finally {
      await runtime.close();
    }
  } finally {
    await one.close();
    await two.close();
    rmSync(home, { recursive: true, force: true });
  }
}

interface Told {
  ms: number;
  timedOut: boolean;
}

/** One streamed request, read to its end. */
async function ask(runtime: Runtime): Promise<Told> {
  const began = performance.now();
  const request = {
    model: 'auto',
    messages: [{ role: 'user' as const, content: 'Hello there' }],
    maxTokens: 2,
  };
  const answer = await runtime.stream(request, { route: 'cloud' });
  for await (const part of answer.parts) void part;
  const { attempts } = await answer.done;
  return { ms: performance.now() - began, timedOut: attempts.some(({ error }) => error === 'timeout') };
}

/**
 * A provider that takes requests and never answers, preferred over one that does: half of the requests come at once, the
 * others one after the other.
 */
export async function hungUpstream(requests = 100): Promise<Record<string, unknown>> {
  const cloud = ['one/m', 'two/m'];
  return withRuntime(
    ({ one, two }) => ({
      router: { cloud, timeoutMs: TIMEOUT_MS },
      providers: { one: { baseUrl: one }, two: { baseUrl: two } },
    }),
    async (runtime, one) => {
      await ask(runtime); // what is loaded once is loaded
      one.play({ fault: 'hang' });
      const told = await Promise.all(Array.from({ length: requests / 2 }, () => ask(runtime)));
      while (told.length < requests) told.push(await ask(runtime));
      const rest = told.filter(({ timedOut }) => !timedOut).map(({ ms }) => Math.round(ms));
      return {
        hung_requests: told.length,
        hung_timeouts_paid: told.length - rest.length,
        hung_timeout_ms: TIMEOUT_MS,
        hung_rest_max_ms: Math.max(...rest),
        hung_rest_p50_ms: rest.toSorted((a, b) => a - b)[rest.length >> 1],
      };
    },
  );
}

/** 200 requests at once with money for 50 of them: the price is such that an answer costs one cent. */
export async function budgetRace(requests = 200): Promise<Record<string, unknown>> {
  const capUsd = 0.5;
  const price = { input: 0, output: 5000 };
  return withRuntime(
    ({ one }) => ({
      router: { cloud: ['one/m'] },
      budget: { dayUsd: capUsd },
      providers: { one: { baseUrl: one, price } },
    }),
    async (runtime, one) => {
      const results = await Promise.allSettled(Array.from({ length: requests }, () => ask(runtime)));
      const refused = results.filter(
        (result) =>
          result.status === 'rejected' &&
          NearmostError.isInstance(result.reason) &&
          result.reason.code === 'budget_exceeded',
      );
      const answered = results.filter(({ status }) => status === 'fulfilled').length;
      const billed = Math.round(one.requests.length) / 100;
      return {
        budget_requests: requests,
        budget_answered: answered,
        budget_refused: refused.length,
        budget_overspend_usd: Math.max(0, Math.round((billed - capUsd) * 100) / 100),
        budget_unspent_usd: Math.max(0, Math.round((capUsd - billed) * 100) / 100),
      };
    },
  );
}

/** A provider that is slow for one request in thirty, with and without rivals: what the slowest wait, what is sent twice. */
export async function rivals(requests = 600): Promise<Record<string, unknown>> {
  const play = (hedge: boolean): Promise<{ p99: number; sent: number }> =>
    withRuntime(
      ({ one, two }) => ({
        router: { cloud: ['one/m', 'two/m'], hedge },
        providers: { one: { baseUrl: one }, two: { baseUrl: two } },
      }),
      async (runtime, one, two) => {
        one.play((_request, number) => ({ ...ANSWER, delayMs: number % 30 === 29 ? 1000 : 50 }));
        two.play({ ...ANSWER, delayMs: 50 });
        const times: number[] = [];
        const client = async (): Promise<void> => {
          for (let i = 0; i < requests / 8; i += 1) times.push((await ask(runtime)).ms);
        };
        await Promise.all(Array.from({ length: 8 }, client));
        const sorted = times.toSorted((a, b) => a - b);
        const p99 = Math.round(sorted[Math.floor(0.99 * (sorted.length - 1))] ?? Number.NaN);
        return { p99, sent: one.requests.length + two.requests.length };
      },
    );
  const [without, beside] = [await play(false), await play(true)];
  return {
    rival_off_p99_ms: without.p99,
    rival_on_p99_ms: beside.p99,
    rival_sent_twice_pct: Math.round((1000 * (beside.sent - requests)) / requests) / 10,
  };
}
