import { signal } from '@preact/signals';
import { kept } from './storage.ts';

const KEY = 'nearmost.page-key';

/** Whether this browser may talk to the server: `none`: it never opened a link; `ended`: it has to open a new one. */
export const session = signal<'open' | 'none' | 'ended'>('none');

/** The half of the session that the page keeps; the other half is a cookie that no script can read. */
export const pageKey = (): string | undefined => kept.read(KEY);

/** Why the link in the address did not work; in the server's words. */
export const pairingProblem = signal<string | undefined>(undefined);

/** Uses the one-time code that stands behind `#` when the link of `nearmost up` was opened, and takes it out of the address. */
export async function pairFromAddress(): Promise<void> {
  const code = /^#pair=(.+)$/.exec(location.hash)?.[1];
  if (code !== undefined) {
    history.replaceState(null, '', location.pathname);
    const response = await fetch('/console/pair', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code }),
    }).catch(() => undefined);
    const body = (await response?.json().catch(() => undefined)) as
      | { pageKey?: string; error?: { message?: string } }
      | undefined;
    if (body?.pageKey !== undefined) kept.write(KEY, body.pageKey);
    else pairingProblem.value = body?.error?.message ?? 'Nearmost does not answer.';
  }
  session.value = pageKey() === undefined ? 'none' : 'open';
}

/** Takes this browser's access away. */
export async function leave(): Promise<void> {
  const key = pageKey();
  if (key !== undefined)
    await fetch('/console/leave', { method: 'POST', headers: { 'x-nearmost-page': key } }).catch(
      () => undefined,
    );
  kept.remove(KEY);
  session.value = 'none';
}
