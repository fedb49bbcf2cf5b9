import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runCli, startUp, type CliPlace } from '../testing/run-cli.ts';
import type { Score } from './scoreboard.ts';
import type { Turn } from './turn.ts';

const HOUSE = resolve(import.meta.dirname, '../../../models/house');
const missing = ['house.gguf', 'card.json'].find((file) => !existsSync(join(HOUSE, file)));
if (missing !== undefined)
  console.warn(`tests of real answers are not run: models/house/${missing} is missing (npm run house:train)`);

let place: CliPlace;
let temp: string;
beforeAll(() => {
  temp = mkdtempSync(join(tmpdir(), 'nearmost-demo-test-'));
  place = { home: join(temp), env: { TMPDIR: temp } };
});
afterAll(() => rmSync(temp, { recursive: true, force: true, maxRetries: 8 }));

interface Shown {
  url: string;
  score: Score;
  turns: Turn[];
}

test('the demo plays forty requests and sums them up, with and without a model', async () => {
  const { code, stdout, stderr } = await runCli(place, ['demo', '--exit', '--json', '--port', '0']);
  expect([code, stderr]).toEqual([0, '']);
  const { score, turns } = JSON.parse(stdout) as Shown;
  expect(turns).toHaveLength(40);
  expect(score).toMatchObject({
    requests: 40,
    cloud: 0,
    failed: 0,
    keptPrivate: 4,
    privateBytesLeft: 0,
    costUsd: 0,
  });
  expect(score.here + score.stayed).toBe(40);
  expect(turns.every(({ egressBytes }) => egressBytes === 0)).toBe(true);
  expect(turns.find(({ request }) => request.pin === 'cloud')).toMatchObject({
    outcome: 'stayed',
    why: 'no key',
  });
  expect(
    readdirSync(temp).filter((name) => name.startsWith('nearmost-demo-') && !name.includes('test')),
  ).toEqual([]);
});

describe('with a provider key', () => {
  let upstream: Server;
  let bodies: string[];
  let keyed: CliPlace;
  beforeAll(async () => {
    upstream = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        bodies.push(body);
        const answer = { role: 'assistant', content: 'An answer from far away.' };
        response.writeHead(200, { 'content-type': 'application/json' }).end(
          JSON.stringify({
            id: 'x',
            object: 'chat.completion',
            created: 1,
            model: 'far',
            choices: [{ index: 0, message: answer, finish_reason: 'stop' }],
            usage: { prompt_tokens: 9, completion_tokens: 6, total_tokens: 15 },
          }),
        );
      });
    });
    await new Promise<void>((done) => upstream.listen(0, '127.0.0.1', done));
    const baseUrl = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/v1`;
    keyed = {
      ...place,
      env: {
        ...place.env,
        OPENAI_API_KEY: 'sk-demo-0123456789',
        NEARMOST_PROVIDERS_OPENAI_BASE_URL: baseUrl,
      },
    };
  });
  beforeEach(() => (bodies = []));
  afterAll(() => void upstream.close());

  test('nothing is sent without consent, and the demo says so', async () => {
    const { code, stdout, stderr } = await runCli(keyed, ['demo', '--exit', '--port', '0']);
    expect([code, stderr]).toEqual([0, '']);
    expect(bodies).toEqual([]);
    expect(stdout).toContain('handed over     0 to the cloud');
    expect(stdout).toContain('nearmost demo --send');
    expect(stdout).not.toContain('sk-demo');
    expect(stdout.split('\n').filter((line) => /^(?:here\??|stayed|cloud|failed) /.test(line))).toHaveLength(
      40,
    );
  });

  test('with --send the rest goes out, private requests never', async () => {
    const { stdout } = await runCli(keyed, ['demo', '--exit', '--json', '--send', '--port', '0']);
    const { score, turns } = JSON.parse(stdout) as Shown;
    expect(bodies.length).toBeGreaterThan(0);
    expect(score).toMatchObject({ cloud: bodies.length, failed: 0, privateBytesLeft: 0 });
    const guarded = turns.filter(({ request }) => request.label !== undefined || request.pin === 'local');
    expect(guarded.map(({ egressBytes }) => egressBytes)).toEqual([0, 0, 0, 0, 0]);
    for (const { request } of guarded) expect(bodies.join('\n')).not.toContain(request.text);
    expect(turns.find(({ request }) => request.pin === 'cloud')).toMatchObject({
      outcome: 'cloud',
      answer: 'An answer from far away.',
    });
  });
});

describe.skipIf(missing !== undefined)('with the embedded model', () => {
  test('the demo answers the everyday commands here', async () => {
    const { stdout } = await runCli(place, ['demo', '--exit', '--json', '--port', '0']);
    const { score, turns } = JSON.parse(stdout) as Shown;
    expect(score.localShare).toBeGreaterThan(0.6);
    expect(score.stayed).toBeGreaterThan(0);
    expect(turns[0]).toMatchObject({ outcome: 'here', answer: expect.stringContaining('SetAlarm') });
    expect(score.cloudOnlyUsd).toBeGreaterThan(0);
  });

  test('run, ps, why and report tell the same story, with and without a server', async () => {
    const alone = await runCli(place, ['run', 'wake me at 6:30 tomorrow', '--json']);
    expect(alone.code).toBe(0);
    const server = await startUp(place);
    try {
      const served = await runCli(place, ['run', '--json'], 'wake me at 6:30 tomorrow\n');
      const [one, two] = [alone, served].map(
        ({ stdout }) => JSON.parse(stdout) as { text: string; route: { requestId: string; place: string } },
      );
      expect(two?.text).toBe(one?.text);
      expect(two?.route.place).toBe('local');
      const ps = await runCli(place, ['ps', '--json']);
      expect(JSON.parse(ps.stdout)).toMatchObject({
        models: [{ model: expect.stringContaining('house'), state: 'ready' }],
      });
      expect((await runCli(place, ['ps'])).stdout).toContain('ready');
      const why = await runCli(place, ['why', two?.route.requestId ?? '']);
      expect(why.stdout).toContain('Answered on this device by local/house');
      expect(why.stdout).toContain('nothing left this device');
      const report = await runCli(place, ['report', '--json']);
      expect(JSON.parse(report.stdout)).toMatchObject({ answered: { value: 2 }, localShare: { value: 1 } });
    } finally {
      await server.end('SIGTERM');
    }
  });

  test('a chat over a pipe is one question, and the answer stands alone on standard output', async () => {
    const { stdout, stderr, code } = await runCli(place, ['run', 'house'], 'play some jazz');
    expect([code, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ intent: 'PlayMusic' })]);
    expect(stderr).toContain('here · local/house');
  });

  test('the embedded model is listed and cannot be removed', async () => {
    expect((await runCli(place, ['ls'])).stdout).toMatch(/house +command/);
    const { code, stderr } = await runCli(place, ['rm', 'house']);
    expect([code, stderr]).toEqual([1, expect.stringContaining('comes with Nearmost')]);
  });
});
