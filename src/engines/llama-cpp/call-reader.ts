import type { CallFormat } from './dialect.ts';
import { parseCalls, type ReadCall } from './parse-calls.ts';
import { partialEnd } from './stop-filter.ts';

/** Special tokens that calls are made of. */
export const CALL_MARKS: ReadonlySet<string> = new Set([
  '<tool_call>',
  '</tool_call>',
  '[TOOL_CALLS]',
  '[ARGS]',
  '<|python_tag|>',
]);

/** Finds tool calls in an answer. */
export interface CallReader {
  /** Text that is no call; `opened`: a call has just begun and nothing of it was written yet. */
  push(text: string): { text: string; opened: boolean };
  /** The calls, and text that turned out to be none. */
  end(): { calls: ReadCall[]; text: string };
  readonly inCall: boolean;
}

const OPENERS: Readonly<Record<CallFormat, string>> = {
  hermes: '<tool_call>',
  mistral: '[TOOL_CALLS]',
  llama: '<|python_tag|>',
  json: '<tool_call>',
};

/** Reads calls in the format of a model; bare JSON only when it is the whole answer and names a known tool. */
export function createCallReader(format: CallFormat, names: readonly string[]): CallReader {
  const opener = OPENERS[format];
  let phase: 'start' | 'text' | 'call' | 'json' = 'start';
  let held = '';

  return {
    push(text) {
      held += text;
      if (phase === 'call' || phase === 'json') return { text: '', opened: false };
      if (phase === 'start') {
        const begun = held.trimStart();
        if (begun === '') return { text: '', opened: false };
        phase = begun.startsWith('{') || begun.startsWith('[{') ? 'json' : 'text';
        if (begun === '[') phase = 'start';
        if (phase !== 'text') return { text: '', opened: false };
      }
      const at = held.indexOf(opener);
      if (at >= 0) {
        const before = held.slice(0, at);
        held = held.slice(at + opener.length);
        phase = 'call';
        return { text: before.trimEnd(), opened: held.trim() === '' };
      }
      const keep = partialEnd(held, [opener]);
      const out = held.slice(0, held.length - keep);
      held = held.slice(held.length - keep);
      return { text: out, opened: false };
    },
    end() {
      const rest = held;
      held = '';
      if (phase === 'text' || phase === 'start') return { calls: [], text: rest };
      const calls = parseCalls(rest);
      if (phase === 'json' && !(calls.length > 0 && calls.every(({ name }) => names.includes(name))))
        return { calls: [], text: rest };
      return calls.length > 0 ? { calls, text: '' } : { calls: [], text: `${opener}${rest}` };
    },
    get inCall() {
      return phase === 'call' || phase === 'json';
    },
  };
}
