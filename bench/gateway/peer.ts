import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { spawn } from 'node:child_process';

const PEERS = new URL('../peers/', import.meta.url);
const ENTRY = new URL('node_modules/@portkey-ai/gateway/build/start-server.js', PEERS);

export interface Peer {
  pid: number;
  origin: string;
  headers: (upstream: string) => Record<string, string>;
  close(): void;
}

const freePort = (): Promise<number> =>
  new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => done(port));
    });
  });

/** Installs what is compared with; `may`: false only uses what is there. Gives why not, or nothing. */
export async function installPeer(may: boolean): Promise<string | undefined> {
  if (existsSync(ENTRY)) return undefined;
  if (!may) return 'the peer is not installed: npm install --prefix bench/peers';
  process.stderr.write('Installing the peer into bench/peers (once) ...\n');
  try {
    await promisify(execFile)(
      'npm',
      ['install', '--no-audit', '--no-fund', '--omit=dev', '--no-package-lock'],
      {
        cwd: PEERS,
        timeout: 240_000,
      },
    );
  } catch (error) {
    return `the peer could not be installed: ${String(error).slice(0, 200)}`;
  }
  return existsSync(ENTRY) ? undefined : 'the peer was installed without its server';
}

/** Starts the Portkey gateway on a free port, without its console, allowed to call addresses of this machine. */
export async function startPeer(): Promise<Peer> {
  const port = await freePort();
  const child = spawn(process.execPath, [ENTRY.pathname, `--port=${port}`, '--headless'], {
    env: { ...process.env, NODE_ENV: 'production', TRUSTED_CUSTOM_HOSTS: '127.0.0.1,localhost' },
    stdio: 'ignore',
  });
  const origin = `http://127.0.0.1:${port}`;
  for (let tries = 0; ; tries += 1) {
    const up = await fetch(origin).then(
      (answer) => answer.ok,
      () => false,
    );
    if (up) break;
    if (tries > 100 || child.exitCode !== null) {
      child.kill();
      throw new Error('the Portkey gateway did not start');
    }
    await new Promise((done) => setTimeout(done, 100));
  }
  return {
    pid: child.pid ?? 0,
    origin,
    headers: (upstream) => ({
      'x-portkey-provider': 'openai',
      'x-portkey-custom-host': upstream,
      authorization: 'Bearer none',
    }),
    close: () => void child.kill(),
  };
}
