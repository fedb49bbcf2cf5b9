import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from './database.ts';
import { homePaths } from './home.ts';
import { tempFolder } from './testing/temp-home.ts';

test('processes that start together on a fresh machine get one token and one sound database', async () => {
  const dir = join(tempFolder(), 'home');
  const url = (path: string): string => JSON.stringify(join(import.meta.dirname, path));
  const script = `
    import { openHome } from ${url('home.ts')};
    import { ensureToken } from ${url('token.ts')};
    import { openDatabase } from ${url('database.ts')};
    while (Date.now() < Number(process.argv[2]));
    const home = openHome(process.argv[1]);
    const database = openDatabase(home.database, { warn: (text) => console.log('warning', text) });
    database.prepare('INSERT INTO ledger (request_id, at, app, task, requested_model, status, place, model, reason, calibrated, label, duration_ms, egress_bytes, attempts, rejected) VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, 1, ?, 1, 1, ?, ?)')
      .run(String(process.pid), 'a', 'chat', 'auto', 'ok', 'local', 'm', 'r', 'personal', '[]', '[]');
    console.log(ensureToken(home));`;
  const start = String(Date.now() + 600);
  const outputs = await Promise.all(
    Array.from(
      { length: 4 },
      () =>
        new Promise<string>((done) => {
          let text = '';
          const child = spawn(process.execPath, ['--input-type=module', '-e', script, dir, start], {
            stdio: ['ignore', 'pipe', 'inherit'],
          });
          child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
          child.on('close', () => done(text.trim()));
        }),
    ),
  );
  expect(new Set(outputs).size).toBe(1);
  expect(outputs[0]).toMatch(/^nm-[\w-]{43}$/);
  const home = homePaths(dir);
  const database = openDatabase(home.database);
  expect(database.prepare('SELECT count(*) AS n FROM ledger').get()).toMatchObject({ n: 4 });
  database.close();
  expect(readdirSync(dir).filter((name) => /damaged|tmp/.test(name))).toEqual([]);
});
