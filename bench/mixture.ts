// The model `moa` against each of its members alone: the house model and its variants on SNIPS validation rows, whole answer exact.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseAnswer } from '../models/house/answerer.ts';
import { answerOf, textOf, type Command } from '../models/house/command.ts';
import { compareAnswers } from '../models/house/compare.ts';
import { readSnips } from '../models/house/snips.ts';
import { createRuntime } from '../src/runtime.ts';
import { pairedMean } from './lib/paired.ts';
import { cleanEnv } from './lib/server.ts';

const SIDE_BY_SIDE = 8;
const QUICK = 210;

interface Run {
  right: boolean[];
  /** All that was read and written for it, also what proposals took. */
  tokens: number;
  /** Proposals a request. */
  asked: number;
  seconds: number;
}

const round = (value: number): number => Math.round(value * 1e4) / 1e4;
const share = (hits: readonly boolean[]): number => round(hits.filter(Boolean).length / hits.length);

/** Measures members and mixture through the library, as a user gets them; `data` is a folder with `snips/`. */
export async function run(options: { data?: string; quick: boolean }): Promise<Record<string, unknown>> {
  const data = resolve(
    options.data ?? process.env['NEARMOST_DATA'] ?? resolve(import.meta.dirname, '../../shared/data'),
  );
  const all = readSnips(data, 'validate');
  if (!all) {
    const why = `No snips in ${data}.`;
    return {
      single_best_exact: null,
      single_best_exact_why: why,
      mixture_exact: null,
      mixture_exact_why: why,
    };
  }
  const step = options.quick ? all.length / QUICK : 1;
  const rows = Array.from(
    { length: Math.ceil(all.length / step) },
    (_, i) => all[Math.floor(i * step)] as Command,
  );
  const home = mkdtempSync(join(tmpdir(), 'nearmost-mixture-'));
  const runtime = await createRuntime(
    { local: { threads: 1, parallel: SIDE_BY_SIDE } },
    { home, env: cleanEnv(home), cwd: home },
  );
  const measure = async (model: string): Promise<Run> => {
    const found: Run = { right: [], tokens: 0, asked: 0, seconds: 0 };
    let next = 0;
    const began = performance.now();
    const worker = async (): Promise<void> => {
      for (let at = next++; at < rows.length; at = next++) {
        const row = rows[at] as Command;
        const messages = [{ role: 'user' as const, content: textOf(row) }];
        const { choices, usage, route } = await runtime.chat({ model, messages });
        found.right[at] = compareAnswers(parseAnswer(choices[0]?.text ?? ''), answerOf(row)) === 'right';
        found.tokens += usage.inputTokens + usage.outputTokens;
        found.asked += route.attempts.filter(({ model: one }) => one !== 'moa').length;
      }
    };
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
    found.seconds = (performance.now() - began) / 1000;
    return found;
  };
  try {
    const members = runtime
      .models()
      .filter(
        ({ record }) => record?.source === 'embedded' && record.card.jobs.every((job) => job === 'command'),
      )
      .map(({ id }) => id);
    await runtime.load('local/house');
    const singles = new Map<string, Run>();
    for (const member of members) singles.set(member, await measure(member));
    const mixture = await measure('moa');
    const [best, single] = [...singles].reduce((a, b) => (share(b[1].right) > share(a[1].right) ? b : a));
    const gain = pairedMean(rows.map((_, i) => Number(mixture.right[i]) - Number(single.right[i])));
    const others = [...singles.values()];
    return {
      single_best: best,
      single_best_exact: share(single.right),
      singles_exact: Object.fromEntries([...singles].map(([name, { right }]) => [name, share(right)])),
      mixture_exact: share(mixture.right),
      gain_points: round(gain.mean * 100),
      gain_points_95: [round(gain.low * 100), round(gain.high * 100)],
      token_ratio: round(mixture.tokens / single.tokens),
      time_ratio: round(mixture.seconds / single.seconds),
      proposals_a_request: round(mixture.asked / rows.length),
      // what no choice among the members' answers can beat, and how often all of them err
      oracle_exact: share(rows.map((_, i) => others.some(({ right }) => right[i]))),
      all_right: share(rows.map((_, i) => others.every(({ right }) => right[i]))),
      n: rows.length,
    };
  } finally {
    await runtime.close();
    rmSync(home, { recursive: true, force: true });
  }
}
