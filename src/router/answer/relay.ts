import {
  NearmostError,
  type ChatPart,
  type RoutedStream,
  type RouteInfo,
  type Usage,
} from '../../contract/index.ts';
import type { RouterDeps } from '../deps.ts';
import { doubtOf, endAnswer, routeSoFar, see, type Seen } from './ending.ts';
import type { Chosen } from './find-answer.ts';
import { drain } from './hold.ts';
import type { Journey } from '../journey.ts';

const NOTHING: Usage = { inputTokens: 0, outputTokens: 0 };
const gone = (): NearmostError => new NearmostError('cancelled', 'The caller stopped reading.');

/**
 * Passes a chosen answer on to the caller. The `usage` part comes last and only after the ledger row is stored, so that
 * an answer that was acknowledged is never without its row.
 */
export function relay(deps: RouterDeps, journey: Journey, chosen: Chosen): RoutedStream {
  const { opened, held, goOn } = chosen;
  const seen: Seen = { other: false };
  const route = routeSoFar(deps, journey, chosen);
  journey.ttftMs = deps.clock.monotonic() - journey.started;
  let tell: (info: RouteInfo) => void = () => undefined;
  const done = new Promise<RouteInfo>((resolve) => (tell = resolve));
  const finish = (error: NearmostError | null): Promise<RouteInfo> =>
    endAnswer(deps, journey, chosen, seen, error, tell);

  async function* read(): AsyncGenerator<ChatPart> {
    let error: NearmostError | null = null;
    let ended = false;
    try {
      for await (const part of drain(held)) {
        see(seen, part);
        if (part.type !== 'usage') yield part;
      }
      ended = true;
    } catch (thrown) {
      error = NearmostError.from(thrown);
      const rest = seen.other || seen.finishReason ? undefined : goOn?.(held.text, error);
      if (rest) {
        Object.assign(seen, { rest, broken: error, other: true }); // an answer of two is nobody's example
        error = null;
        try {
          for await (const part of rest.parts) {
            if (part.type === 'finish') seen.finishReason = part.reason;
            if (part.type !== 'usage') yield part;
          }
          ended = true;
        } catch (again) {
          // of two failures the first is told
          const second = NearmostError.from(again);
          error = second.code === 'cancelled' ? second : (seen.broken ?? second);
        }
      }
    } finally {
      await finish(ended ? null : (error ?? gone())); // neither ended nor failed: the caller broke off
    }
    if (error) throw error;
    const doubt = doubtOf(chosen, seen);
    if (doubt) yield { type: 'warning', message: doubt };
    yield { type: 'usage', usage: seen.usage ?? NOTHING };
  }

  const generator = read();
  let began = false;
  const parts: AsyncIterableIterator<ChatPart> = {
    [Symbol.asyncIterator]: () => parts,
    next: () => {
      began = true;
      return generator.next();
    },
    return: async () => {
      opened.stop();
      seen.rest?.stop();
      if (!began) await finish(gone()); // a generator that never began runs no clean-up
      began = true;
      return generator.return(undefined);
    },
  };
  return { requestId: journey.requestId, route, parts, done };
}
