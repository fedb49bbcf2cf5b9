import { isUtf8 } from 'node:buffer';
import { NearmostError } from '../contract/index.ts';
import { memo } from '../kit/memo.ts';
import type { Exchange } from './exchange.ts';

const gone = (): NearmostError =>
  new NearmostError('cancelled', 'The caller went away before the end of its body.');

/** Callers name the same few types. */
const isJson = memo(
  (type) => /^application\/json\s*(?:;|$)/i.test(type) && !/charset\s*=\s*(?!"?utf-?8)/i.test(type),
);

function checkType({ headers }: Exchange['incoming']): void {
  const type = headers['content-type'] ?? '';
  if (!isJson(type))
    throw new NearmostError(
      'invalid_request',
      type
        ? `The content type "${type.slice(0, 80)}" is not JSON in UTF-8.`
        : 'The request names no content type.',
      { param: 'content-type', hint: 'Send the header content-type: application/json' },
    );
}

function checkEncoding({ headers }: Exchange['incoming']): void {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity')
    throw new NearmostError('unsupported', `The body is encoded as "${encoding.slice(0, 40)}".`, {
      param: 'content-encoding',
      hint: 'Send the body as it is, without compression.',
    });
}

function readBytes({ incoming }: Exchange, limit: number): Promise<Buffer> {
  const tooLarge = (): NearmostError =>
    new NearmostError('payload_too_large', `The body is larger than ${limit} bytes.`);
  if (Number(incoming.headers['content-length'] ?? 0) > limit) return Promise.reject(tooLarge());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        incoming.removeAllListeners('data');
        chunks.length = 0;
        reject(tooLarge());
      } else chunks.push(chunk);
    });
    incoming.on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    incoming.on('error', () => reject(gone()));
    incoming.on('close', () => {
      if (!incoming.complete) reject(gone()); // every request closes; an error with its stack is not free
    });
  });
}

/**
 * The body of a request as a JSON object. The size is checked while it is read.
 * @param typed whether it has to name its type; default true
 * @throws NearmostError invalid_request (content type, empty, no object), invalid_json, payload_too_large, cancelled
 */
export async function readJson(
  exchange: Exchange,
  { typed = true }: { typed?: boolean } = {},
): Promise<Record<string, unknown>> {
  if (typed) checkType(exchange.incoming);
  checkEncoding(exchange.incoming);
  const bytes = await readBytes(exchange, Math.floor(exchange.server.settings.server.maxBodyMb * 1_048_576));
  if (bytes.length === 0)
    throw new NearmostError('invalid_request', 'The body is empty.', { hint: 'Send a JSON object.' });
  if (!isUtf8(bytes)) throw new NearmostError('invalid_json', 'The body is not UTF-8 text.');
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    // The parser's own words quote the body, which may be private.
    throw new NearmostError('invalid_json', 'The body is not valid JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new NearmostError('invalid_request', 'The body must be a JSON object.');
  return value as Record<string, unknown>;
}
