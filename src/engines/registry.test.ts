import { expect, test } from 'vitest';
import { createEngines, listEngines } from './registry.ts';

test('the engines are the files of the folder, without children, tests and tools', () => {
  expect(listEngines()).toContain('llama-cpp');
  for (const id of listEngines()) expect(id).not.toMatch(/child|test|registry|testing/);
});

test('an engine is made once, and an unknown id is refused with the known ones', async () => {
  const engines = createEngines();
  const engine = await engines.get('llama-cpp');
  expect(engine.id).toBe('llama-cpp');
  expect(await engines.get('llama-cpp')).toBe(engine);
  await expect(engines.get('../runtime')).rejects.toMatchObject({
    code: 'engine_missing',
    message: expect.stringContaining('llama-cpp'),
  });
  await engines.close();
  await expect(
    engine.load({ model: {} as never, contextSize: 1, sequences: 1, threads: 1 }),
  ).rejects.toMatchObject({ code: 'load_failed' });
});
