import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runCli, startUp } from './testing/run-cli.ts';

const place = { home: mkdtempSync(join(tmpdir(), 'nearmost-reload-')) };
const server = await startUp(place);
afterAll(async () => {
  await server.end('SIGTERM');
  rmSync(place.home, { recursive: true, force: true, maxRetries: 8 });
});

async function cloudModels(): Promise<string[]> {
  const reply = await fetch(`${server.url}/v1/models`, {
    headers: { authorization: `Bearer ${server.token}` },
  });
  const { data } = (await reply.json()) as { data: { id: string }[] };
  return data.map(({ id }) => id).filter((id) => id.startsWith('mistral/'));
}

test('a running server goes by a new key and a new cap at once, and says what waits for its next start', async () => {
  expect(await cloudModels()).toEqual([]);
  const added = await runCli(
    place,
    ['keys', 'add', 'mistral', '--key-stdin', '--label', 'personal'],
    'a-key\n',
  );
  expect(added.stderr).toContain('goes by it from now on');
  expect(await cloudModels()).toHaveLength(1);
  const capped = await runCli(place, ['config', 'set', 'budget.monthUsd', '3']);
  expect(capped.stderr).toContain('from now on');
  const port = await runCli(place, ['config', 'set', 'server.port', '9999']);
  expect(port.stderr).toContain('goes by server.port when it is started again');
  await runCli(place, ['keys', 'rm', 'mistral']);
  expect(await cloudModels()).toEqual([]);
});
