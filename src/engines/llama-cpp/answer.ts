import type { ChatPart, Score, TokenLogprob } from '../../contract/index.ts';
import type { CallReader } from './call-reader.ts';
import type { NativeGrammar } from './native.ts';
import type { ReadCall } from './parse-calls.ts';
import type { Verdict } from './run.ts';
import type { Chosen } from './score.ts';
import type { StopFilter } from './stop-filter.ts';
import type { ThinkingReader } from './thinking.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Turns the tokens of one choice into parts. */
export interface Answer {
  push(chosen: Chosen): Verdict;
  /** Lets out what was held back, where the text did not end at a stop string; a call that was cut off is left out. */
  end(reason: 'stop' | 'length'): { calls: ReadCall[]; score: Score | undefined; cutOff: boolean };
  readonly text: string;
  readonly reasoningTokens: number;
  readonly outputTokens: number;
}

export interface AnswerOptions {
  choice: number;
  vocabulary: Vocabulary;
  stop: StopFilter;
  thinking: ThinkingReader;
  /** Most thinking tokens; undefined: no limit. */
  budget: number | undefined;
  /** Tokens that end thinking. */
  closing: readonly number[];
  calls: CallReader | undefined;
  /** Grammar that begins where thinking ends. */
  afterThinking: NativeGrammar | undefined;
  /** Grammar of the rest of a call, from its opening mark on. */
  inCall: NativeGrammar | undefined;
  logprobs: boolean;
  /** Special tokens whose text matters to the readers, such as `</think>` in some models. */
  marks: ReadonlySet<string>;
  /** Leave off one blank at the beginning: sentencepiece models write one. */
  stripBlank: boolean;
  emit(part: ChatPart): void;
}

const GO: Verdict = {};
const STOP: Verdict = { stop: true };
const encoder = new TextEncoder();

export function createAnswer(options: AnswerOptions): Answer {
  const { choice, vocabulary, stop, thinking, calls, marks, emit } = options;
  // A decoder that holds back half characters; ones that are never finished are left out.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let score: Score = { logprob: 0, tokens: 0 };
  let logprobs: TokenLogprob[] = [];
  let text = '';
  let [reasoningTokens, outputTokens] = [0, 0];
  let blank = options.stripBlank;
  let stopped = false;

  function takeScore(): Score | undefined {
    const taken = score;
    score = { logprob: 0, tokens: 0 };
    return taken.tokens === 0 ? undefined : taken;
  }

  function say(kind: 'text' | 'reasoning', piece: string): void {
    if (piece === '') return;
    const taken = takeScore();
    const scored = taken ? { score: taken } : {};
    if (kind === 'reasoning') return emit({ type: 'reasoning', choice, text: piece, ...scored });
    text += piece;
    const tokens = logprobs;
    logprobs = [];
    emit({ type: 'text', choice, text: piece, ...(options.logprobs ? { logprobs: tokens } : {}), ...scored });
  }

  /** Text of the answer; true when a call has just begun. */
  function answer(piece: string): boolean {
    let rest = piece;
    if (blank && rest !== '') {
      blank = false;
      if (rest.startsWith(' ')) rest = rest.slice(1);
    }
    const read = calls ? calls.push(rest) : { text: rest, opened: false };
    const { text: out, stopped: now } = stop.push(read.text);
    say('text', out);
    stopped ||= now;
    return read.opened;
  }

  function note({ token, logprob, top }: Chosen, bytes: Uint8Array): void {
    const show = (id: number, value: number): { token: string; bytes: number[]; logprob: number } => {
      const shown = id === token ? bytes : vocabulary.bytes(id);
      const name = shown.length === 0 ? vocabulary.text(id) : new TextDecoder().decode(shown);
      return { token: name, bytes: [...shown], logprob: value };
    };
    logprobs.push({ ...show(token, logprob), top: top.map(([id, value]) => show(id, value)) });
  }

  function push(chosen: Chosen): Verdict {
    outputTokens++;
    score.logprob += chosen.logprob;
    score.tokens++;
    const own = vocabulary.bytes(chosen.token);
    const special = own.length === 0 ? vocabulary.text(chosen.token) : '';
    const bytes = marks.has(special) ? encoder.encode(special) : own;
    const was = thinking.thinking;
    if (was) reasoningTokens++;
    if (options.logprobs && !was) note(chosen, own);
    let opened = false;
    let thought = was;
    const before = thinking.settled;
    const stretches = thinking.push(decoder.decode(bytes, { stream: true }));
    for (const { kind, text: piece } of stretches)
      if (kind === 'reasoning') {
        thought = true;
        say('reasoning', piece);
      } else opened = answer(piece) || opened;
    if (stopped) return STOP;
    if (opened && options.inCall) return { grammar: options.inCall };
    if (thinking.thinking && options.budget !== undefined && reasoningTokens >= options.budget) {
      for (const { text: piece } of thinking.close()) say('reasoning', piece);
      reasoningTokens += options.closing.length;
      outputTokens += options.closing.length;
      return { force: options.closing, ...(options.afterThinking ? { grammar: options.afterThinking } : {}) };
    }
    if (thought && !before && thinking.settled && options.afterThinking)
      return { grammar: options.afterThinking };
    return GO;
  }

  return {
    push,
    end(reason) {
      let ended: { calls: ReadCall[]; text: string } = { calls: [], text: '' };
      let cutOff = false;
      if (!stopped) {
        for (const { kind, text: piece } of thinking.flush())
          if (kind === 'reasoning') say('reasoning', piece);
          else answer(piece);
        const inCall = calls?.inCall ?? false;
        ended = calls?.end() ?? ended;
        cutOff = reason === 'length' && inCall && ended.calls.length === 0;
        const { text: out, stopped: now } = stop.push(cutOff ? '' : ended.text);
        say('text', now ? out : out + stop.flush());
      }
      return { calls: ended.calls, score: takeScore(), cutOff };
    },
    get text() {
      return text;
    },
    get reasoningTokens() {
      return reasoningTokens;
    },
    get outputTokens() {
      return outputTokens;
    },
  };
}
