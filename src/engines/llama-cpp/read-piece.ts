import type { Piece } from './fill-batch.ts';
import type { HoldToGrammar } from './hold-to-grammar.ts';
import type { NativeContext } from './native.ts';
import { chooseToken, scoreToken } from './score.ts';
import type { Sequences } from './sequences.ts';

export interface ReadOptions {
  /** Tokens of context for each sequence. */
  contextSize: number;
  ends(token: number): boolean;
}

interface Parts {
  slots: Pick<Sequences, 'leave'>;
  context: NativeContext;
  holdToGrammar: HoldToGrammar;
}

/** Reads what a computed batch gives one run: its next token, or what the model thought of those that had to come. */
export function createReadPiece(
  { slots: { leave }, context, holdToGrammar }: Parts,
  options: ReadOptions,
): (piece: Piece) => Promise<void> {
  async function score({ active, logits }: Piece): Promise<void> {
    const { run, slot } = active;
    for (const logit of logits) {
      const due = run.expected?.[active.generated++];
      if (due === undefined) throw new Error('a text is longer than it was');
      const chosen = await scoreToken(context, logit, slot.raw, due);
      if (active.cancelled) return;
      run.onToken(chosen);
    }
    if (active.feed.length === 0) leave(active, () => run.onEnd('length'));
  }

  async function choose({ active, logits: [logit] }: Piece): Promise<void> {
    if (logit === undefined || active.cancelled) return;
    const { run, slot, sampler, config } = active;
    if (run.group && !run.group.ready) run.group.ready = true;
    if (active.generated >= run.maxTokens) return leave(active, () => run.onEnd('length'));
    const chosen = await chooseToken(context, logit, sampler, config, slot.raw, run.top);
    if (active.cancelled) return;
    if (options.ends(chosen.token)) return leave(active, () => run.onEnd('stop'));
    active.generated++;
    const verdict = run.onToken(chosen);
    if (verdict.stop) return leave(active, () => run.onEnd('stop'));
    active.feed.push(chosen.token, ...(verdict.force ?? []));
    active.generated += verdict.force?.length ?? 0;
    if (verdict.grammar) {
      Object.assign(config, holdToGrammar(verdict.grammar));
      sampler.applyConfig(config);
    }
    if (active.generated >= run.maxTokens || slot.tokens.length + active.feed.length >= options.contextSize)
      leave(active, () => run.onEnd('length'));
  }

  return async (piece) => {
    const { active } = piece;
    try {
      await (active.run.expected ? score(piece) : choose(piece));
    } catch (error) {
      leave(active, () => active.run.onError(error));
    }
  };
}
