import { expect, test } from 'vitest';
import type { FitDevice } from '../device/fits.ts';
import { CATALOG } from './catalog-data.ts';
import { catalogEntry, catalogNames, recommend } from './catalog.ts';
import { parsePullName } from './pull-name.ts';

const parse = (name: string): unknown => parsePullName(name, 'https://huggingface.co', () => false);
const device = (totalBytes: number, bytesPerSecond: number | null = null): FitDevice =>
  ({
    memory: { totalBytes, freeBytes: totalBytes * 0.7, limitedBy: 'machine' },
    bandwidth: { bytesPerSecond, method: bytesPerSecond === null ? 'unavailable' : 'measured' },
  }) as FitDevice;

test('the catalog: unique names, every job, hub ids and files that pull can read', () => {
  expect(new Set(catalogNames()).size).toBe(CATALOG.length);
  for (const job of ['chat', 'code', 'embed', 'speech', 'vision', 'command'] as const)
    expect(recommend(job, device(8e9)).length, job).toBeGreaterThan(0);
  for (const entry of CATALOG) {
    expect(parse(`${entry.id}:${entry.file}`)).toMatchObject({
      kind: 'hub',
      repo: entry.id,
      wanted: entry.file,
    });
    expect(parse(entry.name)).toEqual({ kind: 'catalog', id: entry.name });
    expect(catalogEntry(entry.id)?.id).toBe(entry.id);
    if (entry.engine !== 'whisper') expect(entry.file).toMatch(/\.gguf$/);
  }
});

test('what fits comes first, and what no engine runs comes last and says so', () => {
  const small = recommend('chat', device(4e9));
  expect(small[0]).toMatchObject({ fit: 'good', usable: true });
  expect(small.at(-1)).toMatchObject({ fit: 'no' });
  expect(recommend('chat', device(16e9))[0]?.name).toBe('qwen3.5-4b');
  for (const entry of recommend('speech', device(16e9)))
    expect(entry).toMatchObject({ usable: false, reason: expect.stringContaining('engine') });
});

test('a speed is told only where the bandwidth was measured; a mixture of experts reads a part of itself', () => {
  const reason = (name: string, bytesPerSecond: number | null): string =>
    recommend(undefined, device(64e9, bytesPerSecond)).find((one) => one.name === name)?.reason ?? '';
  expect(reason('qwen3.5-4b', null)).toMatch(/^Fits: needs about [\d.]+ GB\.$/);
  expect(reason('qwen3.5-4b', 20e9)).toContain('about 6 tokens/s (estimated)');
  expect(reason('qwen3-coder-30b', 20e9)).toContain('about 8 tokens/s (estimated)');
});
