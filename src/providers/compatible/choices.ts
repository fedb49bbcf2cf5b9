import type { ChatPart } from '../../contract/index.ts';
import { count, list, record, text, type Loose } from '../shared/loose.ts';
import { finishReason, readContent, readLogprobs } from './answer.ts';

interface KnownCall {
  index: number;
  id: string;
  /** Whether its first piece, with id and name, was given. */
  open: boolean;
}

interface ChoiceState {
  calls: KnownCall[];
  /** The wire's own index -> the call it means now; absent: no call began. */
  byIndex?: Map<number, KnownCall>;
  finished: boolean;
  begun: boolean;
}

/** Turns choices, whole or in pieces, into parts; keeps what is needed to make the next pieces right. */
export interface Choices {
  /** Parts of one wire choice; `position`: its place in the list, for wires that give no index. */
  read(choice: Loose, position: number): ChatPart[];
  /** Ends choices that began and got no end. */
  finish(): ChatPart[];
  /** How many choices ended by themselves, and how many began. */
  ended(): number;
  begun(): number;
}

/** Reader of the choices of one answer. `limit`: number of choices that were asked for; more are not passed on. */
export function readChoices(limit: number, requestId: string): Choices {
  const states = new Map<number, ChoiceState>();
  let made = 0;

  const stateOf = (choice: number): ChoiceState => {
    let state = states.get(choice);
    if (!state) states.set(choice, (state = { calls: [], finished: false, begun: false }));
    return state;
  };

  const counted = (is: (state: ChoiceState) => boolean): number => {
    let count = 0;
    for (const state of states.values()) if (is(state)) count += 1;
    return count;
  };

  /** The call that a piece belongs to. Some providers send no index, or the same one for all calls. */
  const callOf = (state: ChoiceState, piece: Loose, position: number): KnownCall => {
    const id = text(piece['id']);
    const begins = id !== '' || text(record(piece['function'])['name']) !== '';
    const next = state.calls.length;
    const wireIndex = count(piece['index']) ?? (begins ? Math.max(position, next) : Math.max(next - 1, 0));
    const known = state.byIndex?.get(wireIndex);
    if (known && (id === '' || id === known.id)) return known;
    const call: KnownCall = {
      index: state.calls.length,
      id: id === '' ? `call_${requestId}_${(made += 1)}` : id,
      open: false,
    };
    state.calls.push(call);
    (state.byIndex ??= new Map()).set(wireIndex, call);
    return call;
  };

  const toolParts = (state: ChoiceState, choice: number, pieces: readonly unknown[]): ChatPart[] =>
    pieces.map((value, position): ChatPart => {
      const piece = record(value);
      const { name, arguments: args } = record(piece['function']);
      const call = callOf(state, piece, position);
      const json = typeof args === 'object' && args !== null ? JSON.stringify(args) : text(args);
      const first = call.open ? {} : { id: call.id, name: text(name) };
      call.open = true;
      return { type: 'tool-call', choice, index: call.index, ...first, arguments: json };
    });

  return {
    read(wire, position) {
      const choice = count(wire['index']) ?? position;
      if (choice >= limit) return [];
      const state = stateOf(choice);
      if (state.finished) return [];
      const message = record(wire['delta'] ?? wire['message']);
      const { reasoning, answer } =
        typeof wire['text'] === 'string' ? { reasoning: '', answer: wire['text'] } : readContent(message);
      const logprobs = readLogprobs(wire['logprobs']);
      const parts: ChatPart[] = [];
      if (reasoning !== '') parts.push({ type: 'reasoning', choice, text: reasoning });
      if (answer !== '' || logprobs)
        parts.push({ type: 'text', choice, text: answer, ...(logprobs ? { logprobs } : {}) });
      parts.push(...toolParts(state, choice, list(message['tool_calls'])));
      if (parts.length > 0) state.begun = true;
      if (typeof wire['finish_reason'] === 'string') {
        state.finished = true;
        parts.push({
          type: 'finish',
          choice,
          reason: finishReason(wire['finish_reason'], state.calls.length > 0),
        });
      }
      return parts;
    },
    finish() {
      const parts: ChatPart[] = [];
      for (const [choice, state] of states) {
        if (state.finished || !state.begun) continue;
        state.finished = true;
        parts.push({ type: 'finish', choice, reason: finishReason('stop', state.calls.length > 0) });
      }
      return parts;
    },
    ended: () => counted(({ finished }) => finished),
    begun: () => counted(({ begun, finished }) => begun || finished),
  };
}
