import {
  NearmostError,
  type EgressRequest,
  type EgressResponse,
  type ProviderCall,
} from '../../contract/index.ts';
import { classify, type FailureContext } from '../classify.ts';
import { watchFirstByte, type FirstByte } from './first-byte.ts';
import { parseJson, record } from './loose.ts';

/** Who is called. */
export interface Caller {
  id: string;
  name: string;
}

/** An answer with a good status, and about whom to complain when its body is bad. */
export interface Answer {
  response: EgressResponse;
  about: FailureContext;
  watch: FirstByte;
}

const MAX_ERROR_BYTES = 64 * 1024;
const MAX_ANSWER_BYTES = 64 * 2 ** 20;

/** A key with a blank or a line break would fail in the socket, with the key in the message. */
function checkKey({ id, name }: Caller, key: string | undefined): void {
  if (key === undefined || /^[\x21-\x7e]+$/.test(key)) return;
  throw new NearmostError(
    'upstream_auth',
    `The key of ${name} holds a blank or a character that no key has.`,
    {
      hint: `Enter it again: nearmost keys add ${id}`,
    },
  );
}

/**
 * Posts a body through the egress door.
 * @throws NearmostError classified: no answer, or one with an error status.
 */
export async function post(
  caller: Caller,
  call: ProviderCall,
  request: {
    task: EgressRequest['purpose']['task'];
    path: string;
    headers: Record<string, string>;
    body: object;
  },
): Promise<Answer> {
  checkKey(caller, call.key);
  const url = `${call.baseUrl.replace(/\/+$/, '')}${request.path}`;
  const model = record(request.body)['model'];
  const about = (): FailureContext => ({
    id: caller.id,
    name: caller.name,
    key: call.key,
    url,
    now: Date.now(),
    ...(typeof model === 'string' ? { model } : {}),
    ...(call.signal === undefined ? {} : { signal: call.signal }),
  });
  const watch = watchFirstByte(call.signal, call.timeoutMs, caller.name);
  let response: EgressResponse;
  try {
    response = await call.egress({
      purpose: { requestId: call.requestId, provider: caller.id, label: call.label, task: request.task },
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...request.headers,
      },
      body: JSON.stringify(request.body),
      timeoutMs: call.timeoutMs,
      signal: watch.signal,
    });
  } catch (error) {
    watch.end();
    throw classify({ error }, about());
  }
  if (response.status >= 200 && response.status < 300) return { response, about: about(), watch };
  const body = await response.text(MAX_ERROR_BYTES).catch(() => '');
  watch.end();
  throw classify({ status: response.status, headers: response.headers, body }, about());
}

/** The body, with what it throws classified. */
export async function* guarded({
  response,
  about,
  watch,
}: Answer): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for await (const chunk of response.body) {
      watch.came();
      yield chunk;
    }
  } catch (error) {
    throw classify({ error }, about);
  } finally {
    watch.end();
  }
}

/** The whole body as JSON. */
export async function readJson({ response, about, watch }: Answer): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.body) {
      watch.came();
      bytes += chunk.byteLength;
      if (bytes > MAX_ANSWER_BYTES)
        throw badAnswer(about, `its answer is longer than ${MAX_ANSWER_BYTES} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw classify({ error }, about);
  } finally {
    watch.end();
  }
  const [only] = chunks;
  const body =
    chunks.length === 1 && only ? Buffer.from(only.buffer, only.byteOffset, bytes) : Buffer.concat(chunks);
  const value = parseJson(body.toString('utf8'));
  if (typeof value !== 'object' || value === null) throw badAnswer(about, 'its answer is not JSON');
  return value;
}

/** The error for an answer with a good status that makes no sense. */
export function badAnswer(about: FailureContext, what: string): NearmostError {
  return new NearmostError('upstream_bad_answer', `${about.name} cannot be understood: ${what}.`);
}
