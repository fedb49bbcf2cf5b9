import type { Label, Place } from '../../../../../src/contract/index.ts';
import { CallError, open } from '../../../api/call.ts';
import { readEvents } from '../../../api/read-events.ts';
import type { WireMessage } from './messages-of.ts';
import { readChunk, routeFromHeaders, type Heard } from './read-chunk.ts';

/** The name under which the console asks. */
export const APP = 'console';

export interface Asked {
  model: string;
  route?: Place;
  label: Label;
  messages: WireMessage[];
  signal: AbortSignal;
}

const broken = (): CallError =>
  new CallError('Nearmost went away in the middle of this answer.', {
    status: 0,
    code: 'broken_off',
    hint: 'What had come is kept. Try again when it is back.',
  });

/**
 * Asks the server, and hears the answer piece by piece.
 * @throws CallError; whatever `signal` was aborted with
 */
export async function* askServer({ model, route, label, messages, signal }: Asked): AsyncGenerator<Heard> {
  const response = await open('/v1/chat/completions', {
    body: { model, messages, stream: true, stream_options: { include_usage: true } },
    headers: {
      'x-nearmost-app': APP,
      'x-nearmost-label': label,
      ...(route === undefined ? {} : { 'x-nearmost-route': route }),
    },
    signal,
  });
  const first = routeFromHeaders(response.headers);
  if (first) yield { type: 'route', route: first };
  if (!response.body) throw broken();
  try {
    for await (const data of readEvents(response.body)) {
      for (const heard of readChunk(data)) {
        yield heard;
        if (heard.type === 'end' || heard.type === 'problem') return;
      }
    }
  } catch (error) {
    if (signal.aborted) throw error;
    throw broken();
  }
  if (!signal.aborted) throw broken();
}
