import type { LedgerEntry, ModelEntry } from '../../contract/index.ts';
import { clock, duration, money, probability, shortId } from '../format.ts';
import type { Paint } from '../paint.ts';
import { renderPairs } from '../table.ts';
import { oneLine, pad, wrap } from '../text.ts';

/** A line that works in a shell, with the token read from its file. */
export function curlLine(url: string, tokenFile: string, text: string): string {
  const body = JSON.stringify({ model: 'auto', messages: [{ role: 'user', content: text }] });
  return [
    `curl ${url}/v1/chat/completions \\`,
    `  -H "authorization: Bearer $(cat ${shellWord(tokenFile)})" \\`,
    `  -H 'content-type: application/json' \\`,
    `  -d '${body.replaceAll("'", String.raw`'\''`)}'`,
  ].join('\n');
}

/** A path as one word of a shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** The models of a server in a few words. */
function modelWords(models: ModelEntry[]): string {
  const local = models.filter(({ place }) => place === 'local').map(({ id }) => id);
  const cloud = models.filter(({ place }) => place === 'cloud').map(({ id }) => id);
  const list = (ids: string[]): string =>
    ids.length > 3 ? `${ids.slice(0, 3).join(', ')} and ${ids.length - 3} more` : ids.join(', ');
  const here = local.length === 0 ? 'none on this device (nearmost pull)' : list(local);
  return cloud.length === 0 ? here : `${here}; in the cloud, where allowed: ${list(cloud)}`;
}

/** What `up` says when the server is ready. @param columns absent: lines are not broken */
export function renderUp(
  server: { url: string; console: string; tokenFile: string; models: ModelEntry[] },
  paint: Paint,
  columns = Number.POSITIVE_INFINITY,
): string {
  const { url, tokenFile, models } = server;
  return [
    `${paint.green('●')} Nearmost is up at ${paint.bold(url)}`,
    '',
    renderPairs(
      [
        ['console', paint.cyan(server.console)],
        ['models', wrap(modelWords(models), columns - 'console  '.length)],
        ['token', `in ${tokenFile}`],
        ['apps', `OPENAI_BASE_URL=${url}/v1`],
        ['', `OPENAI_API_KEY="$(cat ${shellWord(tokenFile)})"`],
      ],
      paint,
    ),
    '',
    paint.cyan(curlLine(url, tokenFile, 'wake me at 6:30')),
    '',
    paint.dim("The console's link works once; another one: nearmost console. Stop with Ctrl-C."),
  ].join('\n');
}

const PLACES = { local: 'here', cloud: 'cloud' } as const;

/** Where a request ended, in one word. */
function whereWord({ status, error, place }: LedgerEntry): string {
  if (status === 'ok') return PLACES[place];
  return status === 'cancelled' ? 'broken' : error === 'no_candidate' ? 'stayed' : 'failed';
}

/** One answered request in the log of a running server. No content. */
export function requestLine(entry: LedgerEntry, paint: Paint, now: number): string {
  const look = { here: paint.green, cloud: paint.blue, stayed: paint.yellow }[whereWord(entry)] ?? paint.red;
  const cost = entry.costUsd === null || entry.costUsd === 0 ? [] : [money(entry.costUsd)];
  const model = entry.status === 'ok' ? oneLine(entry.model) : (entry.error ?? entry.status);
  return [
    paint.dim(clock(entry.at, now)),
    look(pad(whereWord(entry), 6)),
    pad(model, 14),
    pad(duration(entry.durationMs), 7, 'right'),
    `sure ${pad(probability(entry.confidence), 4)}`,
    ...cost,
    paint.dim(`${oneLine(entry.app)} · ${shortId(entry.requestId)}`),
  ].join('  ');
}
