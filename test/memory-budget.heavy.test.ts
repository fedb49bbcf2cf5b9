import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Runtime } from '../src/contract/index.ts';
import { createRuntime } from '../src/runtime.ts';

let folder: string;
const request = { messages: [{ role: 'user' as const, content: 'wake me at 6:30' }] };
const start = (budget: string): Promise<Runtime> =>
  createRuntime(
    { local: { threads: 1 }, memory: { budget } },
    { home: join(folder, 'home'), env: {}, cwd: folder },
  );
const localOf = (runtime: Runtime): string =>
  runtime.models().find(({ place }) => place === 'local')?.id ?? 'none';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nearmost-budget-'));
});
afterEach(() => rmSync(folder, { recursive: true, maxRetries: 8 }));

test('a budget smaller than any model: refused at once with the way out, nothing is loaded', async () => {
  const runtime = await start('20MB');
  try {
    await expect(runtime.chat({ ...request, model: localOf(runtime) })).rejects.toMatchObject({
      code: 'model_too_big',
      message: expect.stringContaining('may hold 20 MB'),
      hint: expect.stringContaining('memory.budget'),
    });
    for (const early of [runtime.load(localOf(runtime)), runtime.prewarm(localOf(runtime))])
      await expect(early).rejects.toMatchObject({ code: 'model_too_big' });
    expect(await runtime.loaded()).toEqual([]);
  } finally {
    await runtime.close();
  }
});

test('a share of the device is enough for the house model, which is measured', async () => {
  const runtime = await start('60%');
  try {
    const { route } = await runtime.chat({ ...request, model: localOf(runtime) });
    expect(route.place).toBe('local');
    const [state] = await runtime.loaded();
    expect(state?.memory.residentBytes).toBeGreaterThan(5e7);
  } finally {
    await runtime.close();
  }
});

test.each(['lots', '0', '-5%', ''])('the budget %j is refused by name', async (budget) => {
  await expect(start(budget)).rejects.toMatchObject({ code: 'config_invalid', param: 'memory.budget' });
});
