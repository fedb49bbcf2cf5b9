import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../store/database.ts';
import { openHome } from '../store/home.ts';
import { createSkillStore } from '../learning/store/skill-store.ts';
import { createSkillTable } from '../learning/store/skill-table.ts';
import { createStudentBlobs } from '../learning/store/student-files.ts';
import { sampleExample, sampleSkill } from '../learning/testing/open-store.ts';
import { runCli, startUp, type CliPlace } from './testing/run-cli.ts';

let place: CliPlace;
beforeAll(() => {
  place = { home: mkdtempSync(join(tmpdir(), 'nearmost-learn-')) };
  const home = openHome(place.home);
  const database = openDatabase(home.database);
  createSkillTable(database).add(sampleSkill({ id: 'mail-00aa11bb' }));
  const store = createSkillStore(database, createStudentBlobs(home.skills));
  for (let at = 0; at < 12; at++)
    store.add(
      sampleExample({ skill: 'mail-00aa11bb', at: Date.now(), input: `mail ${at}`, requestId: `req_${at}` }),
    );
  database.close();
});
afterAll(() => rmSync(place.home, { recursive: true, force: true, maxRetries: 8 }));

async function json(...args: string[]): Promise<Record<string, unknown>> {
  const { stdout, stderr, code } = await runCli(place, ['learn', ...args, '--json']);
  expect([stderr, code], args.join(' ')).toEqual(['', 0]);
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** What every step of the life of a consent gives; the same with and without a server. */
async function life(request: string): Promise<void> {
  expect(await json('on', '--app', 'mail')).toMatchObject({ on: true, apps: [{ app: 'mail' }] });
  expect(await json('status')).toMatchObject({ skills: [{ id: 'mail-00aa11bb', app: 'mail' }] });
  expect(await json('status', 'mail')).toMatchObject({ id: 'mail-00aa11bb', students: [] });
  expect(await json('forget', '--request', request, '--yes')).toMatchObject({ examples: 1, students: 0 });
  const person = await runCli(place, ['learn']);
  expect(person.stdout).toContain('mail-00aa11bb');
  expect(await json('off', '--app', 'mail')).toMatchObject({ on: false, apps: [] });
}

test('without a server, in this process', async () => {
  await life('req_1');
});

test('through the running server', async () => {
  const server = await startUp(place);
  try {
    await life('req_2');
    const folder = join(place.home, 'out');
    expect(await json('export', 'mail', folder)).toMatchObject({ skill: 'mail-00aa11bb', folder });
  } finally {
    await server.end('SIGTERM');
  }
});

test.each<[string[], number, string]>([
  [['on'], 2, 'Which app?'],
  [['forget', '--app', 'mail'], 2, 'confirm it with --yes'],
  [['forget', '--yes'], 2, 'Exactly one of --app, --skill and --request'],
  [['forget', '--app', 'a', '--skill', 'b', '--yes'], 2, 'Exactly one of'],
  [['forget', '--app', 'nobody', '--yes'], 1, 'Nothing was learned from the app "nobody"'],
  [['forget', '--request', 'req_none', '--yes'], 1, 'No example came from the request'],
  [['status', 'nothing'], 1, 'There is no skill "nothing"'],
  [['train', 'nothing'], 1, 'There is no skill "nothing"'],
  [['train', 'mail', '--student', 'giant'], 2, 'must be one of: memo, probe'],
  [['ship', 'mail', '0'], 2, 'a whole number from 1'],
  [['grow', 'mail'], 2, 'Both --count and --budget'],
  [['grow', 'mail', '--count', '1.5', '--budget', '1'], 2, 'a whole number from 1 to 10000'],
  [['lern'], 2, "Unknown command 'learn lern'"],
])('learn %j: exit code %i and words', async (args, code, words) => {
  const ran = await runCli(place, ['learn', ...args]);
  expect([ran.code, ran.stdout]).toEqual([code, '']);
  expect(ran.stderr).toContain(words);
  expect(ran.stderr).not.toContain('    at ');
});
