import { expect, test } from 'vitest';
import { catalogEntry, type CatalogEntry } from '../../store/catalog.ts';
import { says } from './says.ts';

const entry = (name: string): CatalogEntry => {
  const found = catalogEntry(name);
  if (!found) throw new Error(name);
  return found;
};

test.each([
  ['qwen3.5-4b', 'chat', true],
  ['qwen3.5-4b', 'QWEN tools', true],
  ['qwen3.5-4b', 'qwen speech', false],
  ['gemma-4-e2b', 'translation', true],
  ['smollm2-360m', 'translation', false],
  ['qwen2.5-coder-7b', 'translation', false],
  ['lfm2.5-350m', 'commands', true],
  ['nomic-embed-text-v1.5', 'search english', true],
  ['qwen3.5-4b', '   ', true],
  ['qwen3.5-4b', '.*', false],
])('%s says %j: %s', (name, words, is) => {
  expect(says(entry(name), words)).toBe(is);
});
