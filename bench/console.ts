// The console in Debian's Chromium: what its first load weighs and how soon a question can be written, the Now page under
// 200 requests a second, requests to other hosts, and what axe-core finds on every page.
import { fillHome } from '../test/console/lively-home.ts';
import { noBrowser, openConsole } from '../test/console/open-console.ts';
import { accessible } from './console/accessible.ts';
import { firstLoad, type FirstLoad } from './console/first-load.ts';
import { underLoad } from './console/under-load.ts';
import { startNode } from './gateway/child.ts';
import { median } from './lib/median.ts';
import type { BenchOptions } from './main.ts';

const round = (value: number, digits = 1): number => Number(value.toFixed(digits));
const note = (line: string): void => void process.stderr.write(`${line}\n`);

/** Benchmark `console`. */
export async function run({ quick, full }: BenchOptions): Promise<Record<string, unknown>> {
  if (noBrowser) throw new Error(`The console is measured in a browser, and ${noBrowser}.`);
  const upstream = await startNode([new URL('gateway/upstream.ts', import.meta.url).pathname]);
  const box = {
    baseUrl: `${String(upstream.hello['url'])}/v1`,
    model: 'quick',
    price: { input: 1, output: 4 },
  };
  const settings = { budget: {}, providers: { box }, router: { cloud: ['box/quick'] } };
  const opened = await openConsole({ prepare: (home) => fillHome(home, { settings }) });
  try {
    const loads: FirstLoad[] = [];
    for (let turn = 0; turn < (quick ? 5 : full ? 31 : 11); turn += 1) loads.push(await firstLoad(opened));
    note(`first loads: ${loads.map(({ ms }) => `${Math.round(ms)} ms`).join(', ')}`);
    const barriers = await accessible(opened);
    for (const barrier of barriers) note(barrier);
    const seconds = quick ? 15 : 60;
    const load = await underLoad(opened, 'box/quick', seconds);
    return {
      n: load.requests,
      data: `a month of made-up traffic; ${seconds} s of 200 requests a second to a fake provider, on the Now page; ${loads.length} cold loads`,
      console_kb_gz: round(median(loads.map(({ kb }) => kb))),
      interactive_ms: round(median(loads.map(({ ms }) => ms))),
      interactive_worst_ms: round(Math.max(...loads.map(({ ms }) => ms))),
      frame_gap_ms: round(load.frameGapMs),
      frame_p50_ms: round(load.frameP50Ms),
      frames: load.frames,
      heap_growth_pct: round(load.heapGrowth * 100),
      heap_mb: round(load.heapMb),
      load_rps: round(load.perSecond),
      load_seconds: seconds,
      foreign_requests: opened.foreign.length,
      page_errors: opened.errors.length,
      axe_serious: barriers.length,
    };
  } finally {
    await opened.close();
    await upstream.close();
  }
}
