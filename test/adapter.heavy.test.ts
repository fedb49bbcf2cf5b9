import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Runtime } from '../src/contract/index.ts';
import { startFakeUpstream, type FakeUpstream } from '../src/kit/testing/fake-upstream.ts';
import { createRuntime } from '../src/runtime.ts';
import { DESKS } from '../src/learning/students/testing/desk-skill.ts';

const HOUSE = join(import.meta.dirname, '../models/house/card.json');
let folder: string;
let upstream: FakeUpstream;
let runtime: Runtime;

const MAILS = Object.entries(DESKS).flatMap(([desk, texts]) => texts.map((text) => ({ desk, text })));
const deskOf = new Map<string, string>(MAILS.map(({ desk, text }) => [text, desk]));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'adapter-'));
  upstream = await startFakeUpstream({
    script: ({ json }) => {
      const { messages } = json as { messages: { content: string }[] };
      const content = deskOf.get(messages.at(-1)?.content ?? '') ?? 'nobody';
      const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }];
      return { body: { id: 'x', object: 'chat.completion', created: 1, model: 'm', choices } };
    },
  });
  runtime = await createRuntime(
    {
      label: 'public',
      local: { threads: 1 },
      providers: { teacher: { baseUrl: `${upstream.url}/v1`, key: 'k', model: 'm', learn: 'allowed' } },
      router: { cloud: ['teacher/m'] },
      learn: { students: ['adapter'], floor: 0.5, idleOnly: false },
    },
    { home: join(folder, 'home'), env: {}, cwd: folder },
  );
  runtime.learning.allow('desk');
});
afterAll(async () => {
  await runtime.close();
  await upstream.close();
  rmSync(folder, { recursive: true, maxRetries: 8 });
});

const ask = (text: string) =>
  runtime.chat(
    {
      model: 'auto',
      messages: [
        { role: 'system', content: 'Which desk does this mail go to? Reply with its name.' },
        { role: 'user', content: text },
      ],
    },
    { app: 'desk' },
  );
const adapters = (): string => join(folder, 'home', 'skills', 'adapters');

test('answers of a cloud become low-rank weights on the embedded model, which then answers; forgetting deletes them', async () => {
  for (let i = 0; i < MAILS.length; i++) await ask(MAILS[(i * 7) % MAILS.length]!.text);
  const [skill] = runtime.learning.skills();
  const said: string[] = [];
  const students = await runtime.learning.train(skill!.id, {
    kind: 'adapter',
    onProgress: (words) => said.push(words),
  });
  const { sha256 } = JSON.parse(readFileSync(HOUSE, 'utf8')) as { sha256: string };
  expect(students).toMatchObject([{ kind: 'adapter', state: 'shipped', base: sha256 }]);
  expect(said[0]).toMatch(/^adapter: \d+ steps over \d+ tokens, about \d+ MB/);
  expect(said.at(-1)).toMatch(/^adapter: step (\d+) of \1, loss/);
  const { events, serving } = runtime.learning.skill(skill!.id);
  expect(events.find(({ type }) => type === 'trained')?.words).toMatch(
    /learned from \d+ examples in \d+ s.*, with \d+ MB of memory, estimated \d+ MB\.$/,
  );
  expect(serving?.kind).toBe('adapter');

  const asked = upstream.requests.length;
  const replies = await Promise.all(MAILS.slice(0, 8).map(({ text }) => ask(text)));
  const own = replies.filter(({ route }) => route.place === 'local');
  expect(own.length).toBeGreaterThan(4);
  expect(upstream.requests.length - asked).toBeGreaterThanOrEqual(8 - own.length);
  const right = replies.filter(({ choices }, i) => choices[0]?.text === MAILS[i]?.desk).length;
  expect(right).toBeGreaterThan(6);

  expect(readdirSync(join(adapters(), 'weights'))).toHaveLength(1);
  expect(
    existsSync(join(adapters(), 'training'))
      ? readdirSync(join(adapters(), 'training')).flatMap((name) =>
          readdirSync(join(adapters(), 'training', name)),
        )
      : [],
  ).toEqual([]);
  await runtime.learning.forget({ app: 'desk' });
  expect(readdirSync(join(adapters(), 'weights'))).toEqual([]);
  expect((await ask(MAILS[0]!.text)).route.place).toBe('cloud');
});
