import { spawn } from 'node:child_process';
import { accessSync, constants, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { tempFolder } from '../../store/testing/temp-home.ts';

const NAME = 'docker-registry';

/** Where the program is; undefined: this machine has none. */
export function findDockerRegistry(): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, NAME);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // not there
    }
  }
  return undefined;
}

/**
 * Starts the registry of the distribution on a free port of this machine, with its data in a folder of its own; both go
 * when the test ends. Gives `127.0.0.1:<port>`.
 * @param realm where it sends those who ask without a token; absent: everybody may do everything
 */
export async function startDockerRegistry(program: string, realm?: string): Promise<string> {
  const folder = tempFolder();
  const config = join(folder, 'config.yml');
  const lines = [
    'version: 0.1',
    'storage:',
    `  filesystem: {rootdirectory: ${join(folder, 'data')}}`,
    'http: {addr: "127.0.0.1:0"}',
    ...(realm === undefined ? [] : [`auth: {silly: {realm: "${realm}", service: nearmost-test}}`]),
  ];
  writeFileSync(config, `${lines.join('\n')}\n`);
  const child = spawn(program, ['serve', config], { stdio: ['ignore', 'pipe', 'pipe'] });
  const gone = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${NAME} ended with ${code}`)));
  });
  gone.catch(() => undefined);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await gone.catch(() => undefined);
  });
  const ready = new Promise<string>((found) => {
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => {
        const address = /listening on (127\.0\.0\.1:\d+)/.exec(line)?.[1];
        if (address !== undefined) found(address);
      });
  });
  return Promise.race([ready, gone]);
}
