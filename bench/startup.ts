import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { folderBytes, cpuEnginePackage } from './lib/install.ts';
import { firstTokenCold } from './lib/first-token.ts';
import { median } from './lib/median.ts';
import { cleanEnv, gone } from './lib/server.ts';
import type { BenchOptions } from './main.ts';

const ROOT = resolve(import.meta.dirname, '..');
const SOURCE = join(ROOT, 'bin/nearmost.js');
const BUILT = join(ROOT, 'dist/cli/main.js');

const note = (line: string): void => void process.stderr.write(`${line}\n`);

async function timesOf(runs: number, once: () => Promise<number>): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) times.push(await once());
  return times;
}

/** From spawn to exit of `nearmost --help`. */
async function help(entry: string, home: string): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, [entry, '--help'], {
    stdio: 'ignore',
    env: cleanEnv(home),
  });
  await gone(child);
  if (child.exitCode !== 0) throw new Error(`nearmost --help ended with ${child.exitCode}`);
  return performance.now() - began;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

/** From spawn of `nearmost up` to the first answer of `/health`; no model is loaded. */
async function ready(entry: string, home: string): Promise<number> {
  const port = await freePort();
  const began = performance.now();
  const child = spawn(process.execPath, [entry, 'up', '--port', String(port), '--quiet'], {
    stdio: 'ignore',
    env: cleanEnv(home),
  });
  try {
    for (;;) {
      if (child.exitCode !== null) throw new Error(`nearmost up ended with ${child.exitCode}`);
      const ok = await fetch(`http://127.0.0.1:${port}/health`).then(
        (response) => response.ok,
        () => false,
      );
      if (ok) return performance.now() - began;
      await new Promise((wait) => setTimeout(wait, 4));
    }
  } finally {
    child.kill('SIGTERM');
    await gone(child);
  }
}

/** Megabytes of a fresh installation: the packed package and the CPU text engine, without dev dependencies. */
function installMb(): number {
  const folder = mkdtempSync(join(tmpdir(), 'nearmost-install-'));
  try {
    const packed = execFileSync(
      'npm',
      ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder],
      {
        cwd: ROOT,
        encoding: 'utf8',
      },
    );
    const file = join(folder, packed.trim().split('\n').at(-1) ?? '');
    const engine = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      peerDependencies: Record<string, string>;
    };
    const version = engine.peerDependencies['node-llama-cpp'] ?? '';
    writeFileSync(join(folder, 'package.json'), '{"private":true}');
    const wanted = [file, `node-llama-cpp@${version}`, `${cpuEnginePackage()}@${version}`];
    note(`installing ${wanted.slice(1).join(', ')} and the package into a temporary folder`);
    execFileSync(
      'npm',
      [
        'install',
        '--silent',
        '--no-audit',
        '--no-fund',
        '--omit=optional',
        '--omit=dev',
        '--ignore-scripts',
        ...wanted,
      ],
      { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
    );
    return folderBytes(join(folder, 'node_modules')) / 1e6;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function lastInstallMb(): number | null {
  const file = join(ROOT, 'bench/results/startup.json');
  if (!existsSync(file)) return null;
  return (JSON.parse(readFileSync(file, 'utf8')) as { install_mb?: number | null }).install_mb ?? null;
}

/** How long until something happens: the help, a ready server, the first token of a cold model; and the installed size. */
export async function run({ quick, full }: BenchOptions): Promise<Record<string, unknown>> {
  execFileSync(
    process.execPath,
    [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'],
    {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const runs = quick ? 5 : full ? 31 : 11;
  const home = mkdtempSync(join(tmpdir(), 'nearmost-startup-'));
  const round = (ms: number): number => Math.round(ms * 10) / 10;
  try {
    await help(BUILT, home); // fills the compile cache, as any first run does
    await help(SOURCE, home);
    const helps = await timesOf(runs, () => help(BUILT, home));
    const helpsSource = await timesOf(runs, () => help(SOURCE, home));
    const readies = await timesOf(runs, () => ready(BUILT, home));
    const house = existsSync(join(ROOT, 'models/house/house.gguf'));
    const tokens = house
      ? await timesOf(Math.ceil(runs / 2), () => firstTokenCold(home, 'house', BUILT))
      : [];
    return {
      help_ms: round(median(helps)),
      help_source_ms: round(median(helpsSource)),
      ready_ms: round(median(readies)),
      first_token_cold_ms: house ? round(median(tokens)) : null,
      ...(house
        ? {}
        : { first_token_cold_ms_why: 'models/house/house.gguf is missing: npm run house:train' }),
      install_mb: quick ? lastInstallMb() : Math.round(installMb() * 10) / 10,
      ...(quick ? { install_mb_why: 'the last measured result: --quick installs nothing' } : {}),
      n: runs,
    };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
