import { CallError } from '../../../api/call.ts';
import type { AnswerTurn, Problem } from '../tree/turn.ts';
import { askServer, type Asked } from './ask-server.ts';
import { startSpeedometer } from './speed.ts';

const problemOf = (error: unknown): Problem => {
  if (!(error instanceof CallError)) return { message: 'This page has a fault.', code: 'internal' };
  const { message, code, hint, requestId } = error;
  return {
    message,
    code,
    ...(hint === undefined ? {} : { hint }),
    ...(requestId === undefined ? {} : { requestId }),
  };
};

/**
 * Asks, and lets an answer grow until it is over: done, stopped or failed. What had come stays whatever happens.
 * @param changed called with every piece; the answer is over when the promise settles, which never rejects
 */
export async function hearAnswer(
  begun: AnswerTurn,
  asked: Asked,
  changed: (answer: AnswerTurn) => void,
): Promise<AnswerTurn> {
  const meter = startSpeedometer(() => performance.now());
  let answer = begun;
  let tokens: number | null = null;
  const change = (more: Partial<AnswerTurn>): void => changed((answer = { ...answer, ...more }));
  try {
    for await (const heard of askServer(asked)) {
      if (heard.type === 'text' || heard.type === 'reasoning') meter.heard(heard.text.length);
      if (heard.type === 'text') change({ text: answer.text + heard.text });
      else if (heard.type === 'reasoning') change({ reasoning: (answer.reasoning ?? '') + heard.text });
      else if (heard.type === 'route') change({ route: heard.route });
      else if (heard.type === 'usage') tokens = heard.outputTokens;
      else if (heard.type === 'problem') change({ problem: heard.problem });
    }
  } catch (error) {
    if (!asked.signal.aborted) change({ problem: problemOf(error) });
  }
  const { tab: _tab, touchedAt: _touchedAt, ...over } = answer;
  const [firstMs, durationMs] = [meter.firstMs(), meter.durationMs()];
  return {
    ...over,
    state: answer.problem ? 'failed' : asked.signal.aborted ? 'stopped' : 'done',
    ...(firstMs === null
      ? {}
      : { figures: { firstMs, durationMs, tokensPerSecond: tokens === null ? null : meter.rate(tokens) } }),
  };
}
