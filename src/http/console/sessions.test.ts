import { afterEach, expect, test, vi } from 'vitest';
import { errorCode, serveFake, TOKEN, type Served, type Wire } from '../testing/serve.ts';

let served: Served;
afterEach(async () => {
  vi.useRealTimers();
  await served.server.close();
});

const codeOf = (link: string): string => link.split('#pair=')[1] ?? '';

/** A browser without a token that opened the link. */
async function paired(): Promise<{ cookie: string; 'x-nearmost-page': string; authorization: null }> {
  const wire = await pair(codeOf(served.server.consoleLink()));
  const { pageKey } = wire.json() as { pageKey: string };
  const cookie = String(wire.headers['set-cookie']).split(';')[0] ?? '';
  return { cookie, 'x-nearmost-page': pageKey, authorization: null };
}

const pair = (code: string): Promise<Wire> =>
  served.call({ path: '/console/pair', headers: { authorization: null }, body: { code } });
const status = (headers: Record<string, string | null>): Promise<Wire> =>
  served.call({ path: '/admin/status', headers });

test('a link lets one browser in, once', async () => {
  served = await serveFake();
  const link = served.server.consoleLink();
  expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#pair=[\w-]{32}$/);
  const first = await pair(codeOf(link));
  expect(first.status).toBe(200);
  expect(String(first.headers['set-cookie'])).toMatch(
    /^nearmost_\d+=\S+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/,
  );
  const second = await pair(codeOf(link));
  expect([second.status, errorCode(second)]).toEqual([401, 'unauthorized']);
  expect((await pair('guessed')).status).toBe(401);
});

test('cookie and page key together open the server; each alone, or those of two sessions, open nothing', async () => {
  served = await serveFake();
  const [one, other] = [await paired(), await paired()];
  expect((await status(one)).status).toBe(200);
  expect((await status({ cookie: one.cookie, authorization: null })).status).toBe(401);
  expect((await status({ ...one, cookie: null })).status).toBe(401);
  expect((await status({ ...one, 'x-nearmost-page': other['x-nearmost-page'] })).status).toBe(401);
  expect((await status({ ...one, cookie: `${one.cookie}x` })).status).toBe(401);
  expect((await status({ ...one, cookie: one.cookie.replace(/=\d/, '=9') })).status).toBe(401);
});

test('a page of another origin, or a server on another port, cannot use a session', async () => {
  served = await serveFake({ server: { allowedOrigins: ['http://app.example'] } });
  const mine = await paired();
  const host = new URL(served.server.url).host;
  expect((await status({ ...mine, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' })).status).toBe(
    200,
  );
  expect((await status({ ...mine, origin: 'http://evil.example' })).status).toBe(403);
  expect((await status({ ...mine, origin: 'http://app.example' })).status).toBe(401);
  expect((await status({ ...mine, 'sec-fetch-site': 'same-site' })).status).toBe(401);
  const before = served;
  served = await serveFake();
  expect((await status(mine)).status).toBe(401);
  await before.server.close();
});

test('a session ends after a month, a link after an hour', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  served = await serveFake();
  const [mine, link] = [await paired(), codeOf(served.server.consoleLink())];
  vi.setSystemTime(Date.now() + 3_700_000);
  expect((await pair(link)).status).toBe(401);
  expect((await status(mine)).status).toBe(200);
  vi.setSystemTime(Date.now() + 30 * 86_400_000);
  const ended = await status(mine);
  expect(ended.status).toBe(401);
  expect(ended.text).toContain('nearmost console');
});

test('the owner of the token gets further links; a browser can leave', async () => {
  served = await serveFake();
  const wire = await served.call({ path: '/admin/console-link', body: {} });
  expect((await pair(codeOf((wire.json() as { url: string }).url))).status).toBe(200);
  const left = await served.call({ path: '/console/leave', headers: await paired(), body: {} });
  expect(String(left.headers['set-cookie'])).toContain('Max-Age=0');
  expect(left.text).not.toContain(TOKEN);
});
