import { partialEnd } from './stop-filter.ts';

/** One stretch of output: thinking or answer. */
interface Stretch {
  kind: 'reasoning' | 'text';
  text: string;
}

/** Parts thinking from answer as text arrives. */
export interface ThinkingReader {
  push(text: string): Stretch[];
  flush(): Stretch[];
  /** The end mark was put there by force. */
  close(): Stretch[];
  readonly thinking: boolean;
  /** The answer itself has begun, or may begin with the next text. */
  readonly settled: boolean;
}

/**
 * Reads `<think>…</think>` at the beginning of an answer.
 * @param open true when the prompt ends inside of thinking already; undefined: this answer is never thinking
 */
export function createThinkingReader(
  tags: { open: string; close: string },
  open: boolean | undefined,
): ThinkingReader {
  let phase: 'start' | 'thinking' | 'blank' | 'answer' =
    open === undefined ? 'answer' : open ? 'thinking' : 'start';
  let held = '';
  // Blanks at the beginning of a thought are left out.
  let fresh = true;

  function answer(text: string): Stretch[] {
    if (phase === 'blank') {
      const rest = text.trimStart();
      if (rest === '') return [];
      phase = 'answer';
      return [{ kind: 'text', text: rest }];
    }
    phase = 'answer';
    return text === '' ? [] : [{ kind: 'text', text }];
  }

  function push(text: string): Stretch[] {
    if (phase === 'answer' || phase === 'blank') return answer(text);
    held += text;
    if (phase === 'start') {
      const begun = held.trimStart();
      if (begun.length < tags.open.length && tags.open.startsWith(begun)) return [];
      const rest = held;
      held = '';
      if (!begun.startsWith(tags.open)) return answer(rest);
      phase = 'thinking';
      held = begun.slice(tags.open.length);
    }
    if (fresh) held = held.trimStart();
    fresh &&= held === '';
    const end = held.indexOf(tags.close);
    if (end >= 0) {
      const [thought, rest] = [held.slice(0, end), held.slice(end + tags.close.length)];
      held = '';
      phase = 'blank';
      return [...(thought === '' ? [] : [{ kind: 'reasoning' as const, text: thought }]), ...answer(rest)];
    }
    const keep = partialEnd(held, [tags.close]);
    const out = held.slice(0, held.length - keep);
    held = held.slice(held.length - keep);
    return out === '' ? [] : [{ kind: 'reasoning', text: out }];
  }

  function flush(): Stretch[] {
    const rest = held;
    held = '';
    if (rest === '') return [];
    return [{ kind: phase === 'thinking' ? 'reasoning' : 'text', text: rest }];
  }

  return {
    push,
    flush,
    close() {
      const rest = flush();
      phase = 'blank';
      return rest;
    },
    get thinking() {
      return phase === 'thinking';
    },
    get settled() {
      return phase === 'answer' || phase === 'blank';
    },
  };
}
