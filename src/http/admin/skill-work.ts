import { NearmostError } from '../../contract/index.ts';
import { openEventStream } from '../event-stream.ts';
import type { Exchange } from '../exchange.ts';
import { openaiError } from '../openai/error-body.ts';
import { sendJson } from '../reply.ts';

const HEARTBEAT_MS = 15_000;

/**
 * Answers with the result of long work. With `stream` as server-sent events, `{"progress"}` while it goes on and
 * `{"result"}` or `{"error"}` at its end: training may take longer than a caller waits for a silent server. A caller
 * that leaves ends the work.
 */
export async function answerWork(
  exchange: Exchange,
  stream: boolean,
  work: (options: { signal: AbortSignal; onProgress: (words: string) => void }) => Promise<unknown>,
): Promise<void> {
  const { signal } = exchange;
  if (!stream) {
    sendJson(exchange, 200, await work({ signal, onProgress: () => undefined }));
    return;
  }
  const events = openEventStream(exchange, {});
  events.comment('working');
  const heartbeat = setInterval(() => events.comment('here'), HEARTBEAT_MS);
  try {
    const onProgress = (progress: string): void => events.push(JSON.stringify({ progress }));
    events.push(JSON.stringify({ result: await work({ signal, onProgress }) }));
  } catch (error) {
    events.push(JSON.stringify(openaiError(NearmostError.from(error))));
  } finally {
    clearInterval(heartbeat);
    events.end();
  }
}
