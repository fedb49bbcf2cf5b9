import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Runtime, SettingsInput, SkillDetail } from '../src/contract/index.ts';
import { startServer, type RunningServer } from '../src/http/server.ts';
import { callServer, errorOf, TOKEN, type Wire } from '../src/http/testing/serve.ts';
import { startFakeUpstream, type FakeUpstream } from '../src/kit/testing/fake-upstream.ts';
import { createRuntime } from '../src/runtime.ts';
import { labelOf, mail } from './testing/mails.ts';

let folder: string;
let upstream: FakeUpstream;
let runtime: Runtime;
let server: RunningServer;
/** Turns every answer of the teacher into another. */
let shift = 0;

async function open(more: SettingsInput = {}): Promise<void> {
  runtime = await createRuntime(
    {
      label: 'public',
      local: { threads: 1 },
      providers: {
        teacher: { baseUrl: `${upstream.url}/v1`, key: 'k', model: 'm', learn: 'allowed' },
        strict: { baseUrl: `${upstream.url}/v1`, key: 'k', model: 'm' },
      },
      router: { cloud: ['teacher/m'] },
      ...more,
    },
    { home: join(folder, 'home'), env: {}, cwd: folder },
  );
  const settings = { ...runtime.settings, server: { ...runtime.settings.server, port: 0 } };
  server = await startServer({ runtime, settings, token: TOKEN, graceMs: 100 });
}
async function close(): Promise<void> {
  await server.close();
  await runtime.close();
}

beforeEach(async () => {
  shift = 0;
  folder = mkdtempSync(join(tmpdir(), 'learning-'));
  upstream = await startFakeUpstream({
    script: ({ json }) => {
      const { messages } = json as { messages: { content: string }[] };
      const content = labelOf(messages.at(-1)?.content ?? '', shift) ?? 'none';
      const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }];
      const usage = { prompt_tokens: 20, completion_tokens: 2, total_tokens: 22 };
      return { body: { id: 'x', object: 'chat.completion', created: 1, model: 'm', choices, usage } };
    },
  });
});
afterEach(async () => {
  await close();
  await upstream.close();
  rmSync(folder, { recursive: true, maxRetries: 8 });
});

const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Wire> =>
  callServer(server.port, { path, method: 'POST', body, headers });
const get = (path: string): Promise<Wire> => callServer(server.port, { path });
const ask = (text: string, headers: Record<string, string> = {}): Promise<Wire> =>
  post(
    '/v1/chat/completions',
    {
      model: 'auto',
      messages: [
        { role: 'system', content: 'Sort the mail: invoice, refund, greeting or complaint.' },
        { role: 'user', content: text },
      ],
    },
    { 'x-nearmost-app': 'mail', ...headers },
  );
const answerOf = (reply: Wire): string =>
  (reply.json() as { choices: { message: { content: string } }[] }).choices[0]?.message.content ?? '';
const isLocal = (reply: Wire): boolean => reply.headers['x-nearmost-route'] === 'local';

/** Sends mails one after the other; trainings that become due are waited for now and then. */
async function play(from: number, to: number): Promise<{ local: number; right: number }> {
  let [local, right] = [0, 0];
  for (let n = from; n < to; n++) {
    const { text } = mail(n);
    const reply = await ask(text);
    expect(reply.status).toBe(200);
    if (!isLocal(reply)) continue;
    local += 1;
    if (answerOf(reply) === labelOf(text, shift)) right += 1;
  }
  return { local, right };
}
const skill = async (): Promise<SkillDetail> => {
  const { skills } = (await get('/admin/skills')).json() as { skills: { id: string }[] };
  expect(skills).toHaveLength(1);
  return (await get(`/admin/skills/${skills[0]?.id}`)).json() as SkillDetail;
};
/** Trains now instead of when the loop finds the time. */
const train = async (): Promise<void> => {
  const reply = await post(`/admin/skills/${(await skill()).id}/train`, {});
  expect(reply.status).toBe(200);
};
/** Every byte below the home folder. */
function bytesOf(dir: string): Buffer {
  return Buffer.concat(
    readdirSync(dir, { recursive: true, withFileTypes: true }).flatMap((entry) =>
      entry.isFile() ? [readFileSync(join(entry.parentPath, entry.name))] : [],
    ),
  );
}
/** Most that a busy machine takes for one of these. */
const SLOW = 1_800_000;
/** Enough mails that a student passes the gate. */
const ENOUGH = 500;

test(
  'what was handed over is learned here, served here, watched, taken back, and forgotten',
  async () => {
    await open();
    await post('/admin/learn', { app: 'mail', on: true });
    await play(0, ENOUGH);
    await train();
    const learned = await skill();
    expect(learned).toMatchObject({ app: 'mail', answers: 'labels', floor: 0.95 });
    expect(learned.serving?.agreement?.lower).toBeGreaterThan(0.9);
    expect(learned.events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['found', 'trained', 'shipped']),
    );

    upstream.requests.length = 0;
    const served = await play(ENOUGH, ENOUGH + 100);
    expect(served.local).toBeGreaterThan(80);
    expect(served.right / served.local).toBeGreaterThan(0.95);
    const reply = await ask('give my money back for office number 9001');
    expect(answerOf(reply)).toBe('refund');
    expect(reply.headers['x-nearmost-model']).toBe(`local/${learned.id}`);
    expect(reply.headers['x-nearmost-cost-usd']).toBe('0');
    const row = runtime.entry(String(reply.headers['x-nearmost-request-id']));
    expect(row).toMatchObject({ place: 'local', app: 'mail', egressBytes: 0 });
    expect(row?.reason).toContain('learned skill');

    // a restart changes nothing
    await close();
    await open();
    expect(isLocal(await ask('I want a refund of blue lamp number 9002'))).toBe(true);

    // the teacher means something else from now on
    shift = 1;
    let after = 0;
    for (let n = 2000; n < 2500 && (await skill()).serving !== null; n++, after++) await ask(mail(n).text);
    const rolled = await skill();
    expect(rolled.serving).toBeNull();
    expect(after).toBeLessThan(500);
    expect(rolled.events.map(({ type }) => type)).toContain('rolled-back');
    expect(answerOf(await ask('give my money back for office number 9001'))).toBe('greeting');

    const home = join(folder, 'home');
    expect(bytesOf(home).includes('garden chair number')).toBe(true);
    const forgotten = await post('/admin/forget', { app: 'mail' });
    expect((forgotten.json() as { examples: number }).examples).toBeGreaterThan(150);
    expect((await get('/admin/skills')).json()).toMatchObject({ skills: [] });
    expect(bytesOf(home).includes('garden chair number')).toBe(false);
  },
  SLOW,
);

test(
  'without consent nothing is kept; secret content and refused teachers are not kept with it',
  async () => {
    await open();
    await play(0, 5);
    expect((await get('/admin/skills')).json()).toMatchObject({ skills: [] });
    await post('/admin/learn', { app: 'mail', on: true });
    await play(5, 10);
    expect((await skill()).examples.kept).toBeGreaterThan(2);

    await close();
    await open({ router: { cloud: ['strict/m'] } });
    await play(10, 15);
    const { examples, id } = await skill();
    expect(Object.entries(examples.dropped)).toEqual([[expect.stringContaining('terms of strict'), 5]]);
    const before = bytesOf(join(folder, 'home'));
    expect(before.includes('number 1012')).toBe(false);
    expect((await ask('hello dear people of the vault', { 'x-nearmost-label': 'secret' })).status).toBe(422);
    expect(bytesOf(join(folder, 'home')).includes('vault')).toBe(false);

    const terms = (await get('/admin/terms')).json() as { terms: { provider: string; verdict: string }[] };
    expect(terms.terms.find(({ provider }) => provider === 'strict')?.verdict).toBe('unknown');
    const few = await post(`/admin/skills/${id}/ship`, {});
    expect([few.status, errorOf(few).code]).toEqual([400, 'invalid_request']);
  },
  SLOW,
);

test(
  'contradictory labels teach nothing, and damaged files of a student leave the requests alone',
  async () => {
    await open();
    await post('/admin/learn', { app: 'mail', on: true });
    for (let n = 0; n < 90; n++) {
      shift = n;
      await ask(mail(n).text);
    }
    await train();
    const confused = await skill();
    expect(confused.serving).toBeNull();
    expect(confused.students.every(({ state }) => state === 'refused')).toBe(true);
    expect(confused.why).toMatch(/agree|enough/);

    shift = 0;
    await post('/admin/forget', { app: 'mail' });
    await play(0, ENOUGH);
    await train();
    expect((await skill()).serving).not.toBeNull();
    const skills = join(folder, 'home', 'skills');
    for (const entry of readdirSync(skills, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) writeFileSync(join(entry.parentPath, entry.name), 'damaged');
    await close();
    await open();
    const reply = await ask(mail(9).text);
    expect([reply.status, isLocal(reply), answerOf(reply)]).toEqual([200, false, mail(9).label]);
    const { events } = await skill();
    expect(events.at(-1)?.words).toMatch(/damaged/);
    // how many examples there are depends on how soon the first student served: more come while none does
    await play(ENOUGH, 2 * ENOUGH);
    await train();
    expect(isLocal(await ask('give my money back for office number 9001'))).toBe(true);
  },
  SLOW,
);

test(
  'the files are for the owner alone',
  async () => {
    await open();
    await post('/admin/learn', { app: 'mail', on: true });
    await play(0, ENOUGH);
    await train();
    const home = join(folder, 'home');
    const open600 = readdirSync(home, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0);
    expect(open600).toEqual([]);
    const out = join(folder, 'out');
    const { id } = await skill();
    expect((await post(`/admin/skills/${id}/export`, { folder: out })).status).toBe(200);
    const lines = readFileSync(join(out, 'examples.jsonl'), 'utf8').trimEnd().split('\n');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ app: 'mail', teacher: 'teacher/m', label: 'public' });
    expect(existsSync(join(out, 'record.json'))).toBe(true);
  },
  SLOW,
);
