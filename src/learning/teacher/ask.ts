import type { ChatRequest, ChatResult, Label, RequestContext, Served } from '../../contract/index.ts';
import { LEARNING_APP, NearmostError } from '../../contract/index.ts';

/** Asks a model as the runtime does: ledger, labels, budgets and the door hold. */
export type Chat = (request: ChatRequest, context: RequestContext) => Promise<Served<ChatResult>>;

export interface AskDeps {
  readonly chat: Chat;
  /** US dollars that all questions together may cost; Infinity: the caps of the router are enough. */
  readonly budgetUsd: number;
  readonly label: Label;
  /** Waits; rejects when it is stopped. */
  readonly sleep: (ms: number) => Promise<void>;
  readonly signal?: AbortSignal;
}

/** Questions to a teacher that stay within a budget. */
export interface Ask {
  /** Undefined: the next question could cost more than is left. @throws NearmostError */
  (request: ChatRequest): Promise<Served<ChatResult> | undefined>;
  readonly spentUsd: () => number;
}

const TRIES = 3;
const LONGEST_WAIT_S = 60;

/**
 * A question may cost what the dearest one so far did. The first is asked without knowing: it is one.
 * A teacher whose price is not known is refused, because no budget could be held.
 */
export function createAsk({ chat, budgetUsd, label, sleep, signal }: AskDeps): Ask {
  let spent = 0;
  let dearest = 0;
  const context: RequestContext = { app: LEARNING_APP, label, ...(signal ? { signal } : {}) };

  async function once(request: ChatRequest, tries: number): Promise<Served<ChatResult>> {
    try {
      return await chat(request, context);
    } catch (thrown) {
      const error = NearmostError.from(thrown);
      const wait = error.retryAfter ?? 5;
      if (error.code !== 'upstream_rate_limited' || tries >= TRIES || wait > LONGEST_WAIT_S) throw error;
      await sleep(wait * 1000);
      return once(request, tries + 1);
    }
  }
  const ask = async (request: ChatRequest): Promise<Served<ChatResult> | undefined> => {
    signal?.throwIfAborted();
    if (spent + dearest > budgetUsd) return undefined;
    const result = await once(request, 1);
    const { costUsd, model } = result.route;
    if (budgetUsd === Number.POSITIVE_INFINITY) return result;
    if (costUsd === null)
      throw new NearmostError('unsupported', `No price is known for ${model}: a budget cannot be held.`, {
        hint: 'Choose a teacher with a known price, or a local one: nearmost report',
      });
    spent += costUsd;
    dearest = Math.max(dearest, costUsd);
    return result;
  };
  return Object.assign(ask, { spentUsd: () => spent });
}
