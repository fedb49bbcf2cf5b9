import type { ChatPart, Usage } from '../../contract/index.ts';
import { readSse } from '../../kit/sse.ts';
import { classify } from '../classify.ts';
import type { Parts } from '../shared/arriving.ts';
import { list, parseJson, record, text, type Loose } from '../shared/loose.ts';
import { badAnswer, guarded, readJson, type Answer } from '../shared/post.ts';
import { usageParts } from '../shared/usage.ts';
import { readUsage } from './answer.ts';
import { readChoices } from './choices.ts';
import type { Quirks } from './quirks.ts';

/** What a reader needs to know of the request. */
export interface Asked {
  /** Number of choices. */
  n: number;
  requestId: string;
  quirks: Quirks;
}

/** Throws when a body with a good status carries an error. */
function refuseErrors(chunk: Loose, { about }: Answer): void {
  const error = chunk['error'];
  if (error === undefined || error === null) return;
  const code = record(error)['code'];
  const status =
    typeof code === 'number' && code >= 400 && code < 600 ? code : statusOf(text(record(error)['type']));
  throw classify({ status, headers: {}, body: JSON.stringify(chunk) }, about);
}

/** The status that an error type of the OpenAI dialect stands for; unknown ones are the server's own. */
function statusOf(type: string): number {
  if (/insufficient_quota|rate_limit/.test(type)) return 429;
  if (/authentication|permission/.test(type)) return 401;
  return /invalid_request/.test(type) ? 400 : 502;
}

/** A call of a tool without a name cannot be passed on. */
function refuseNameless(parts: readonly ChatPart[], { about }: Answer): void {
  if (parts.some((part) => part.type === 'tool-call' && part.name === ''))
    throw badAnswer(about, 'it calls a tool without naming it');
}

/** Parts of an answer, streamed or whole, whichever came: servers do not always send what was asked for. */
export function readAnswer(answer: Answer, asked: Asked, stream: boolean): Parts | Promise<Parts> {
  const type = answer.response.headers['content-type'] ?? '';
  const streamed = type.includes('event-stream') || (stream && !type.includes('json'));
  return streamed ? readStream(answer, asked) : readWhole(answer, asked);
}

async function readWhole(answer: Answer, { n, requestId, quirks }: Asked): Promise<ChatPart[]> {
  const body = record(await readJson(answer));
  refuseErrors(body, answer);
  const choices = readChoices(n, requestId);
  const parts: ChatPart[] = [];
  for (const [at, choice] of list(body['choices']).entries()) parts.push(...choices.read(record(choice), at));
  if (choices.begun() === 0) throw badAnswer(answer.about, 'its answer has no choices');
  refuseNameless(parts, answer);
  parts.push(...choices.finish(), ...usageParts(readUsage(body, quirks)));
  return parts;
}

async function* readStream(
  answer: Answer,
  { n, requestId, quirks }: Asked,
): AsyncGenerator<ChatPart, void, undefined> {
  const choices = readChoices(n, requestId);
  let usage: Usage | undefined;
  let done = false;
  for await (const { data } of readSse(guarded(answer))) {
    if (data === '[DONE]') {
      done = true;
      break;
    }
    if (data.trim() === '') continue;
    const chunk = parseJson(data);
    if (typeof chunk !== 'object' || chunk === null)
      throw badAnswer(answer.about, 'its stream holds what is not JSON');
    refuseErrors(record(chunk), answer);
    usage = readUsage(record(chunk), quirks) ?? usage;
    for (const [at, choice] of list(record(chunk)['choices']).entries()) {
      if (record(choice)['finish_reason'] === 'error')
        refuseErrors({ error: record(choice)['error'] ?? {} }, answer);
      const parts = choices.read(record(choice), at);
      refuseNameless(parts, answer);
      yield* parts;
    }
  }
  // Without an end there is no telling a whole answer from half of one.
  if (choices.begun() === 0) throw badAnswer(answer.about, 'its stream holds no answer');
  if (!done && choices.ended() < choices.begun())
    throw badAnswer(answer.about, 'its stream ended in the middle');
  yield* choices.finish();
  yield* usageParts(usage);
}
