import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChatPart, LoadedModel, ModelCard, ModelRecord } from '../../contract/index.ts';
import { modelInfo } from '../../kit/gguf/model-info.ts';
import { readGguf } from '../../kit/gguf/read.ts';
import { type RandomLlamaOptions, writeRandomLlama } from '../../kit/gguf/testing/random-llama.ts';
import { createLlamaCpp } from '../llama-cpp.ts';

/** A file of a random model in a folder of its own, as a record. */
export async function randomRecord(
  options: RandomLlamaOptions = {},
  card: Partial<ModelCard> = {},
): Promise<{ record: ModelRecord; remove: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'nearmost-llama-'));
  const path = join(folder, 'random.gguf');
  writeRandomLlama(path, { context: 1024, ...options });
  const record: ModelRecord = {
    id: 'random',
    engine: 'llama-cpp',
    path,
    bytes: statSync(path).size,
    source: 'test',
    addedAt: 0,
    info: modelInfo(await readGguf(path)),
    card: { id: 'random', name: 'random', licence: 'none', jobs: ['chat'], ...card },
  };
  return { record, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 8 }) };
}

/** A loaded random model and the way to be rid of it. */
export async function loadRandom(
  options: RandomLlamaOptions = {},
  load: { sequences?: number; contextSize?: number; card?: Partial<ModelCard> } = {},
): Promise<{ loaded: LoadedModel; record: ModelRecord; close: () => Promise<void> }> {
  const { record, remove } = await randomRecord(options, load.card);
  const engine = createLlamaCpp();
  const loaded = await engine.load({
    model: record,
    contextSize: load.contextSize ?? 512,
    sequences: load.sequences ?? 4,
    threads: 1,
  });
  return {
    loaded,
    record,
    async close() {
      await loaded.close();
      await engine.close();
      remove();
    },
  };
}

export async function all(parts: AsyncIterable<ChatPart>): Promise<ChatPart[]> {
  const seen: ChatPart[] = [];
  for await (const part of parts) seen.push(part);
  return seen;
}

/** Text of one choice. */
export const textOf = (parts: readonly ChatPart[], choice = 0): string =>
  parts.map((part) => (part.type === 'text' && part.choice === choice ? part.text : '')).join('');

/** The last part of a kind. */
export function last<T extends ChatPart['type']>(
  parts: readonly ChatPart[],
  type: T,
): Extract<ChatPart, { type: T }> {
  const found = parts.findLast((part): part is Extract<ChatPart, { type: T }> => part.type === type);
  if (!found) throw new Error(`there is no ${type} part`);
  return found;
}
