import type { CDPSession, Page } from 'playwright-core';
import { startLoader } from '../gateway/loader.ts';
import type { OpenConsole } from '../../test/console/open-console.ts';

/** The Now page while many requests run. */
export interface UnderLoad {
  /** Longest time between two frames. */
  frameGapMs: number;
  /** Half of the time between frames. */
  frameP50Ms: number;
  frames: number;
  /** Of the page's heap after collection, from the beginning of the load (rows and rings are full) to its end. */
  heapGrowth: number;
  heapMb: number;
  /** Requests a second that were answered. */
  perSecond: number;
  requests: number;
}

const RATE = 200;
const CLIENTS = 64;
/** Until as many rows are on the page as it keeps. */
const WARM_S = 10;
const SETTLE_MS = 500;

/** The least of a few looks: what is still on its way to the page is drawn first. */
async function heapBytes(page: Page, session: CDPSession): Promise<number> {
  const seen: number[] = [];
  for (let turn = 0; turn < 4; turn += 1) {
    await page.waitForTimeout(SETTLE_MS);
    await session.send('HeapProfiler.collectGarbage');
    seen.push((await session.send('Runtime.getHeapUsage')).usedSize);
  }
  return Math.min(...seen);
}

/** Notes every gap between frames until it is asked for them. */
function watchFrames(): void {
  const gaps: number[] = [];
  let last = performance.now();
  let on = true;
  const frame = (): void => {
    const now = performance.now();
    gaps.push(now - last);
    last = now;
    if (on) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  (globalThis as { endFrames?: () => number[] }).endFrames = () => {
    on = false;
    return gaps;
  };
}

const framesOf = (page: Page): Promise<number[]> =>
  page.evaluate(() => (globalThis as { endFrames?: () => number[] }).endFrames?.() ?? []);

/** 200 requests a second through the server, while its Now page is looked at. */
export async function underLoad(opened: OpenConsole, model: string, seconds: number): Promise<UnderLoad> {
  const { context, server } = opened;
  // a page that nothing else was looked at in
  const page = await context.newPage();
  const loader = await startLoader();
  const load = (span: number) =>
    loader.run({
      origin: server.url,
      path: '/v1/chat/completions',
      headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        model,
        messages: [{ role: 'user', content: 'What is the capital of Norway?' }],
      }),
      clients: CLIENTS,
      requests: RATE * span,
      perSecond: RATE,
    });
  try {
    await page.goto(`${server.url}/#/now`);
    await page.getByRole('region', { name: 'The last minute' }).waitFor();
    const session = await context.newCDPSession(page);
    await load(WARM_S);
    const before = await heapBytes(page, session);
    await page.evaluate(watchFrames);
    const done = await load(seconds);
    const gaps = await framesOf(page);
    const after = await heapBytes(page, session);
    if (done.failed > 0) throw new Error(`${done.failed} requests failed: ${done.sample}`);
    const sorted = gaps.toSorted((a, b) => a - b);
    return {
      frameGapMs: sorted.at(-1) ?? Number.NaN,
      frameP50Ms: sorted[sorted.length >> 1] ?? Number.NaN,
      frames: gaps.length,
      heapGrowth: after / before - 1,
      heapMb: after / 1e6,
      perSecond: (RATE * seconds) / done.seconds,
      requests: RATE * seconds,
    };
  } finally {
    loader.close();
    await page.close();
  }
}
