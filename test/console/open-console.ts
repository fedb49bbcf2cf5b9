import { execFile, spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { startUp, type UpServer } from '../../src/cli/testing/run-cli.ts';
import { tryLock } from '../../src/store/lock.ts';

const root = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

/** Where distributions put the browser; some put a script there that only says how to get it. */
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => existsSync(path) && spawnSync(path, ['--version']).status === 0,
);

/** Longest wait for what a page shows: long for a machine that is busy with other things. */
const PATIENCE_MS = 90_000;

/** Why the tests with a browser cannot run here; undefined: they can. @example test.skipIf(noBrowser)(...) */
export const noBrowser: string | undefined = CHROMIUM === undefined ? 'no Chromium is installed' : undefined;
if (noBrowser) console.warn(`console tests skipped: ${noBrowser} (test/setup/system.sh installs it)`);

/** Whether the console that was built is older than a source of it. */
function isStale(): boolean {
  const built = join(root, 'dist/console/index.html');
  const newest = Math.max(
    ...globSync('console/**/*', { cwd: root }).map((file) => statSync(join(root, file)).mtimeMs),
  );
  return !existsSync(built) || statSync(built).mtimeMs <= newest;
}

/** Builds the console when a source is newer than what was built; of tests that begin at once, one does. */
async function buildConsole(): Promise<void> {
  if (!isStale()) return;
  const lock = join(root, 'node_modules/.console-build.lock');
  let free = tryLock(lock);
  while (free === undefined) {
    await new Promise((done) => setTimeout(done, 200));
    free = tryLock(lock);
  }
  try {
    const vite = [join(root, 'node_modules/vite/bin/vite.js'), 'build', '-c', 'console/vite.config.ts'];
    if (isStale()) await run(process.execPath, vite, { cwd: root });
  } finally {
    free();
  }
}

export interface OpenConsole {
  server: UpServer;
  home: string;
  browser: Browser;
  context: BrowserContext;
  /** Paired, on the page that is shown first. */
  page: Page;
  /** Addresses outside the server that a page asked for; must stay empty. */
  foreign: string[];
  /** Errors in the pages: thrown, and those that the policy of the server caused. */
  errors: string[];
  /** A link that lets one more browser in. */
  link(): Promise<string>;
  /** Calls the server with its token, as an app does. */
  call<T>(path: string, body?: unknown, headers?: Record<string, string>): Promise<T>;
  close(): Promise<void>;
}

export interface ConsoleOptions {
  /** Environment of the server: `NEARMOST_...` settings, keys of fake providers. */
  env?: Record<string, string>;
  args?: string[];
  /** Called before the server starts: writes settings, installs models. */
  prepare?: (home: string) => void | Promise<void>;
  viewport?: { width: number; height: number };
  dark?: boolean;
}

/** A request of an app, with the token. */
async function callServer<T>(
  { url, token }: UpServer,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<T> {
  const response = await fetch(`${url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** A real server with a home of its own, a real browser, and a page that was let in with a real link. */
export async function openConsole(options: ConsoleOptions = {}): Promise<OpenConsole> {
  const { env = {}, args = [], prepare, viewport = { width: 1280, height: 800 }, dark = false } = options;
  await buildConsole();
  const home = mkdtempSync(join(tmpdir(), 'nearmost-console-'));
  await prepare?.(home);
  const server = await startUp({ home, env }, args);
  const browser = await chromium.launch({
    ...(CHROMIUM === undefined ? {} : { executablePath: CHROMIUM }),
    // Tests run as root in containers, where Chromium's own sandbox cannot start.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--force-color-profile=srgb'],
    timeout: 2 * PATIENCE_MS,
  });
  const context = await browser.newContext({
    viewport,
    // colours and widths are what they will be, whenever they are looked at
    reducedMotion: 'reduce',
    colorScheme: dark ? 'dark' : 'light',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const [foreign, errors]: [string[], string[]] = [[], []];
  context.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== server.url) foreign.push(request.url());
  });
  context.on('weberror', (error) => errors.push(String(error.error())));
  context.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|Uncaught/.test(message.text()))
      errors.push(message.text());
  });
  const call: OpenConsole['call'] = (path, body, headers) => callServer(server, path, body, headers);
  const link = async (): Promise<string> => (await call<{ url: string }>('/admin/console-link', {})).url;
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  await page.goto(await link());
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  return {
    server,
    home,
    browser,
    context,
    page,
    foreign,
    errors,
    link,
    call,
    async close() {
      await browser.close();
      await server.end('SIGTERM');
      rmSync(home, { recursive: true, force: true, maxRetries: 8 });
    },
  };
}
