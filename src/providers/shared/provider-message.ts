import { list, record, text, type Loose } from './loose.ts';

/** Between our words and those of a provider, which may quote the request. */
export const SAYS = ' It says: ';

/** What a provider says about a failure, read from any of the shapes in use. */
export interface ProviderMessage {
  message: string;
  /** `code` and `type`, in lower case, joined: words to look for. */
  kind: string;
  /** Wire name of the request field at fault. */
  param: string | undefined;
}

/** A complaint in the style of FastAPI: `{"detail": [{"loc": ["body", "n"], "msg": "Extra inputs ..."}]}`. */
function complaint(
  detail: unknown,
): { message: string; param: string | undefined; kind: string } | undefined {
  const first = record(list(detail)[0]);
  if (typeof first['msg'] !== 'string') return undefined;
  const place = list(first['loc']).filter((step) => step !== 'body');
  const name = place.length === 1 ? text(place[0]) : '';
  return {
    message: `${place.join('.')}: ${first['msg']}`,
    param: name || undefined,
    kind: text(first['type']),
  };
}

/** The field that a message names, where the body has no place for it. */
const NAMED =
  /(?:unknown name|unsupported (?:parameter|value)|unrecognized request arguments? supplied|unknown (?:parameter|field)):?\s*["'`]?([\w.]+)|["'`](\w+)["'`] (?:is|does) not (?:supported|support)|property ["'`]([\w.]+)["'`] is unsupported/i;

/** Reads an error body: OpenAI, Anthropic, Google (also wrapped in a list), Mistral, Ollama, plain text, HTML. */
export function readProviderMessage(body: unknown, raw: string): ProviderMessage {
  const top = record(Array.isArray(body) ? body[0] : body);
  const inner: Loose = typeof top['error'] === 'object' ? record(top['error']) : top;
  const said = inner['message'] ?? inner['detail'];
  const found = complaint(record(said)['detail'] ?? inner['detail'] ?? said);
  const metadata = text(record(inner['metadata'])['raw']);
  const message =
    found?.message ??
    (text(said) || text(record(said)['message']) || text(top['error']) || text(top['message']) || plain(raw));
  const reason = text(record(list(inner['details'])[0])['reason']);
  const words = [inner['code'], inner['type'], inner['status'], reason, found?.kind];
  const named = NAMED.exec(message);
  return {
    message: metadata === '' ? message : `${message}: ${metadata}`,
    kind: words
      .filter((word) => typeof word === 'string')
      .join(' ')
      .toLowerCase(),
    param: text(inner['param']) || found?.param || named?.[1] || named?.[2] || named?.[3] || undefined,
  };
}

/** Text of a body that is no JSON; of HTML the title. */
function plain(raw: string): string {
  const title = /<title>([^<]*)<\/title>/i.exec(raw)?.[1];
  return (title ?? (raw.trimStart().startsWith('<') ? '' : raw)).trim();
}

/** Hides the key itself, however little of it is quoted, and the masks that providers put in its place. */
export function hideKey(message: string, key: string | undefined): string {
  let hidden = message.replace(/[\w-]*\*{3,}[\w*-]*/g, '[redacted]');
  if (key === undefined || key.length < 6) return hidden;
  hidden = hidden.replaceAll(key, '[redacted]');
  if (key.length < 16) return hidden;
  const escaped = key.slice(0, 10).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return hidden
    .replace(new RegExp(`${escaped}\\S*`, 'g'), '[redacted]')
    .replaceAll(key.slice(-8), '[redacted]');
}

/** One line of at most `limit` characters, without control characters: it is shown in terminals and headers. */
export function shorten(message: string, limit = 300): string {
  const line = message
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}/gu, '')
    .trim();
  return line.length <= limit ? line : `${line.slice(0, limit - 3).trimEnd()}...`;
}
