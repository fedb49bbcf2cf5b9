import type { ChatPart } from '../../contract/index.ts';
import type { EventStream } from '../event-stream.ts';
import type { PartWriter } from '../pump.ts';
import { openaiError } from './error-body.ts';

/** `write` turns a part into events, `last` gives the closing ones. After an error there is no `[DONE]`. */
export function openaiWriter(
  events: EventStream,
  write: (part: ChatPart) => void,
  last: () => Promise<void>,
): PartWriter {
  return {
    part: write,
    async last() {
      await last();
      events.push('[DONE]');
    },
    fail: (error) => events.push(JSON.stringify(openaiError(error))),
  };
}
