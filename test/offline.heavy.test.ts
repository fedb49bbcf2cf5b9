import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const house = existsSync(join(root, 'models/house/card.json'));
/** A network namespace without an interface: not offline mode, no network at all. */
const namespaces = spawnSync('unshare', ['-n', 'true']).status === 0;
const why = namespaces ? (house ? '' : 'models/house is not trained') : 'unshare -n is not allowed here';

test.skipIf(why !== '')(
  `without any network a command is answered here${why === '' ? '' : ` (skipped: ${why})`}`,
  () => {
    const home = mkdtempSync(join(tmpdir(), 'offline-'));
    try {
      const { status, stdout, stderr } = spawnSync(
        'unshare',
        [
          '-n',
          process.execPath,
          join(root, 'bin/nearmost.js'),
          'run',
          'local/house',
          'turn off the kitchen light',
          '--json',
        ],
        {
          env: { PATH: process.env['PATH'], HOME: home, NEARMOST_HOME: home, NEARMOST_LOCAL_THREADS: '1' },
          encoding: 'utf8',
        },
      );
      expect([status, stderr]).toEqual([0, '']);
      const { text, route } = JSON.parse(stdout) as { text: string; route: unknown };
      expect(JSON.parse(text)).toMatchObject({ intent: expect.any(String) as string, slots: {} });
      expect(route).toMatchObject({ place: 'local', model: 'local/house', costUsd: 0 });
    } finally {
      rmSync(home, { recursive: true, maxRetries: 8 });
    }
  },
);
