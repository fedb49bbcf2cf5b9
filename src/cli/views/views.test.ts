import { expect, test } from 'vitest';
import type { LoadedModelState, ModelRecord } from '../../contract/index.ts';
import { createPaint } from '../paint.ts';
import { width } from '../text.ts';
import { entryOf } from '../testing/entry.ts';
import { valueText } from '../../kit/words/value-text.ts';
import { renderConfig } from './config.ts';
import { renderImport } from './import.ts';
import { renderKeys } from './keys.ts';
import { parameters, renderLoaded, renderModels } from './models.ts';
import { curlLine, renderUp, requestLine, shellWord } from './up.ts';

const plain = createPaint(false);
const now = new Date(2026, 10, 21, 12, 5, 0).getTime();
const fits = (text: string, columns: number): boolean =>
  text.split('\n').every((line) => width(line) <= columns);

const house: ModelRecord = {
  id: 'house',
  engine: 'llama-cpp',
  path: '/models/house.gguf',
  bytes: 7_942_144,
  source: 'embedded',
  addedAt: 0,
  info: {
    architecture: 'llama',
    parameters: 3_900_000,
    tensorBytes: 7_800_000,
    contextLength: 256,
    embeddingLength: 192,
    layers: 4,
    heads: 6,
    kvHeads: 6,
    headLength: 32,
    vocabularySize: 1446,
    quantisation: 'F16',
    embeddingOnly: false,
  },
  card: { id: 'house', name: 'House', licence: 'Apache-2.0', jobs: ['command'] },
};

test('models: what for, how big, where from', () => {
  const text = renderModels(
    [house, { ...house, id: 'qwen3', source: `https://host/${'x'.repeat(200)}` }],
    {
      house: { predictedBytes: 160e6, measuredBytes: 152e6 },
      qwen3: { predictedBytes: 410e6, measuredBytes: null },
    },
    plain,
    100,
  );
  expect(text).toMatch(/152 MB \(~160 MB\)/);
  expect(text).toMatch(/ ~410 MB/);
  expect(text).toContain('house  command');
  expect(text).toContain('7.9 MB');
  expect(text).toContain('embedded');
  expect(fits(text, 100)).toBe(true);
  expect([parameters(260_000), parameters(134_515_008), parameters(7e9)]).toEqual(['260K', '135M', '7.0B']);
});

test('loaded models: what they do and hold, and how well that is known', () => {
  const state: LoadedModelState = {
    model: 'house',
    pid: 4711,
    state: 'ready',
    active: 2,
    contextSize: 256,
    threads: 1,
    loadedAt: now - 65_000,
    lastUsedAt: now - 1000,
    memory: { residentBytes: 91_000_000, method: 'measured' },
  };
  const rest = { ...state, memory: { residentBytes: 5e8, method: 'estimated' as const } };
  const none = { ...state, memory: { residentBytes: null, method: 'unavailable' as const } };
  const text = renderLoaded([state, rest, none], plain, 100, now);
  expect(text).toMatch(/house\s+ready\s+2\s+91\.0 MB\s+256\s+1\s+4711\s+1 min 5 s\s+just now/);
  expect(text).toContain('~500 MB');
  expect(text).toContain('unknown');
});

test('settings as they would be typed, with their origin', () => {
  expect([undefined, [], ['a', 'b'], '', 'x', 3, true].map(valueText)).toEqual([
    '–',
    '(none)',
    'a, b',
    '(empty)',
    'x',
    '3',
    'true',
  ]);
  const origins = {
    'server.port': { value: 1234, origin: 'environment' as const, file: 'NEARMOST_SERVER_PORT' },
    'providers.openai.key': { value: 'set', origin: 'config.json' as const, file: '/home/config.json' },
    label: { value: 'personal', origin: 'default' as const },
  };
  const narrow = renderConfig(origins, () => 'words', plain, 80);
  expect(narrow).toMatch(/server\.port +1234 +NEARMOST_SERVER_PORT/);
  expect(narrow).not.toContain('words');
  expect(renderConfig(origins, () => 'words', plain, 120)).toContain('words');
});

test('keys: where they are, never what they are, and what may leave', () => {
  const state = { name: 'OpenAI', variables: ['OPENAI_API_KEY'], keyPage: 'https://keys', model: 'gpt' };
  const states = [
    { ...state, provider: 'openai', origin: 'config' as const },
    { ...state, provider: 'groq', origin: 'environment' as const },
    { ...state, provider: 'xai', origin: null },
  ];
  const text = renderKeys(states, 'personal', plain, 80);
  expect(text).toMatch(/openai +stored/);
  expect(text).toMatch(/groq +environment/);
  expect(text).toMatch(/xai +none +https:\/\/keys/);
  expect(text).toContain('stay on this device (label personal)');
  expect(renderKeys(states, 'public', plain, 80)).toContain('may leave this device');
});

test('the curl line is one a shell understands', () => {
  const line = curlLine('http://127.0.0.1:9595', "/home/o'neil/.nearmost/token", "what's up");
  expect(line).toContain(String.raw`'/home/o'\''neil/.nearmost/token'`);
  expect(line).toContain(String.raw`what'\''s up`);
  expect(shellWord('/plain/path')).toBe('/plain/path');
});

test('a started server says how to use it, without the token itself', () => {
  const models = [
    { id: 'auto', place: 'auto' as const, ownedBy: 'nearmost', created: 0 },
    { id: 'local/house', place: 'local' as const, ownedBy: 'this device', created: 0 },
  ];
  const text = renderUp(
    { url: 'http://127.0.0.1:9595', console: 'http://127.0.0.1:9595/#pair=c', tokenFile: '/h/token', models },
    plain,
  );
  expect(text).toContain('OPENAI_BASE_URL=http://127.0.0.1:9595/v1');
  expect(text).toContain('local/house');
  const long = models.map((model) => ({
    ...model,
    place: 'cloud' as const,
    id: `openai/a-rather-long-name-${model.id}`,
  }));
  const home = '/home/somebody/.nearmost/token';
  const narrow = renderUp(
    { url: 'http://127.0.0.1:9595', console: 'c', tokenFile: home, models: [...models, ...long] },
    plain,
    80,
  );
  const words = narrow.split('\n').filter((line) => !/^ *-d|curl/.test(line));
  expect(words.filter((line) => line.length > 80)).toEqual([]);
  expect(renderUp({ url: 'u', console: 'c', tokenFile: 't', models: [] }, plain)).toContain(
    'none on this device (nearmost pull)',
  );
});

test('the log of requests tells place, time and id, and no content', () => {
  expect(requestLine(entryOf(), plain, now)).toBe(
    '12:00:00  here    local/house       41 ms  sure 0.93  default · nm-01k5',
  );
  const stayed = requestLine(
    entryOf({ status: 'error', error: 'no_candidate', confidence: null }),
    plain,
    now,
  );
  expect(stayed).toMatch(/stayed {2}no_candidate/);
  expect(requestLine(entryOf({ status: 'error', error: 'timeout' }), plain, now)).toMatch(
    /failed {2}timeout/,
  );
  expect(requestLine(entryOf({ place: 'cloud', model: 'openai/x', costUsd: 0.0002 }), plain, now)).toContain(
    '$0.00020',
  );
});

test('an import fits the screen: lines go on below their own beginning, commands stay whole', () => {
  const plan = {
    format: 'litellm' as const,
    changes: [
      { setting: 'router.cloud', value: ['openai/gpt-4o', 'anthropic/claude-sonnet-4-5', 'box/llama3'] },
    ],
    keys: [
      {
        provider: 'anthropic',
        words: 'stands in the file and is not taken over: nearmost keys add anthropic',
      },
    ],
    names: [],
    warnings: [],
  };
  const text = renderImport(plan, { written: false, file: 'a.yaml', config: '/h/config.json' }, plain, 60);
  expect(fits(text, 60)).toBe(true);
  expect(text).toContain('\n  box/llama3');
  expect(text).toContain('nearmost keys add anthropic');
});
