import type { ChatPart } from '../../contract/index.ts';

/** Hands parts from the child's messages to one reader. */
export interface PartQueue {
  push(parts: ChatPart[]): void;
  end(): void;
  fail(error: unknown): void;
  /** All parts that are there; waits for the next ones when there are none. Undefined: the end. */
  take(): Promise<ChatPart[] | undefined>;
}

export function createPartQueue(): PartQueue {
  let waiting: ChatPart[] = [];
  let over: { error?: unknown } | undefined;
  let wake: (() => void) | undefined;
  const stir = (): void => {
    wake?.();
    wake = undefined;
  };
  return {
    push(parts) {
      if (waiting.length === 0) waiting = parts;
      else for (const part of parts) waiting.push(part);
      stir();
    },
    end() {
      over ??= {};
      stir();
    },
    fail(error) {
      over ??= { error };
      stir();
    },
    async take() {
      if (waiting.length === 0 && !over) await new Promise<void>((resolve) => (wake = resolve));
      if (waiting.length > 0) {
        const parts = waiting;
        waiting = [];
        return parts;
      }
      if (over && 'error' in over) throw over.error;
      return undefined;
    },
  };
}
