import { NearmostError } from '../../contract/index.ts';

/** Watches that an answer begins in time. */
export interface FirstByte {
  /** To be handed to the call: set off by the caller, or when the time is up. */
  signal: AbortSignal;
  /** The answer has begun; from here on it may take its time. */
  came(): void;
  /** Nothing more is expected. */
  end(): void;
}

/** A limit on the time to the first byte of a body; headers alone do not count as an answer. */
export function watchFirstByte(caller: AbortSignal | undefined, timeoutMs: number, name: string): FirstByte {
  const controller = new AbortController();
  const follow = (): void => controller.abort(caller?.reason);
  if (caller?.aborted) follow();
  else caller?.addEventListener('abort', follow);
  const timer = setTimeout(() => {
    controller.abort(new NearmostError('timeout', `${name} did not begin to answer within ${timeoutMs} ms.`));
  }, timeoutMs);
  timer.unref();
  return {
    signal: controller.signal,
    came: () => clearTimeout(timer),
    end() {
      clearTimeout(timer);
      caller?.removeEventListener('abort', follow);
    },
  };
}
