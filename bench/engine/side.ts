/** One of the two that are compared: it makes `tokens` tokens in each of `streams` streams side by side. */
export interface Side {
  name: string;
  /** Resolves with the tokens and the milliseconds between the first and the last of them. */
  decode(streams: number, tokens: number): Promise<Decoded>;
  close(): Promise<void>;
}

export interface Decoded {
  tokens: number;
  ms: number;
}

/** What both sides are asked, and how the model's template wraps it. */
export interface Asked {
  before: string;
  after: string;
  prompt(stream: number, round: number): string;
}

/** For the random model: different prompts of the same length, so that no stream finds another one's prefix. */
const RANDOM: Asked = {
  before: '<|im_start|>user\n',
  after: '<|im_end|>\n<|im_start|>assistant\n',
  prompt: (stream, round) =>
    `${String.fromCharCode(65 + (stream % 26))}${String(round).padStart(4, '0')} tell me about the sea`,
};

const COMMANDS = [
  'add this song by the new band from the radio to my long road trip playlist please',
  'book a table for seven people at a quiet italian place near the old harbour on friday',
  'will it be cold and windy in the north of iceland the day after tomorrow in the morning',
  'remind me to bring the blue folder and two spare keys to the meeting on monday at nine',
];

/** For the house model: commands, wrapped as its template does. */
const HOUSE: Asked = {
  before: '<|user|>',
  after: '<|answer|>',
  prompt: (_stream, round) => COMMANDS[round % COMMANDS.length] ?? '',
};

export type AskedName = 'random' | 'house';
export const ASKED: Readonly<Record<AskedName, Asked>> = { random: RANDOM, house: HOUSE };

/** Times and numbers of tokens as they come. */
export interface Meter {
  /** So many tokens of a stream have come. */
  mark(stream: number, tokens: number): void;
  /** The true number of a stream's tokens, where `mark` can only guess. */
  total(tokens: number): void;
  result(): Decoded;
}

/**
 * One stream: from its first token to its last. Several: only while all of them are writing, so that neither the prompts
 * of the late ones nor the idle places of the early ones count.
 */
export function createMeter(streams: number): Meter {
  const marks: { at: number; stream: number; tokens: number }[] = [];
  let known: number | undefined;
  return {
    mark: (stream, tokens) => void marks.push({ at: performance.now(), stream, tokens }),
    total: (tokens) => void (known = (known ?? 0) + tokens),
    result() {
      const times = Array.from({ length: streams }, (_, stream) =>
        marks.filter((mark) => mark.stream === stream).map(({ at }) => at),
      );
      const start = Math.max(...times.map((all) => all[0] ?? Number.NaN));
      const end = Math.min(...times.map((all) => all.at(-1) ?? Number.NaN));
      const inside = marks.filter(({ at }) => at > start && at <= end);
      const counted = inside.reduce((sum, { tokens }) => sum + tokens, 0);
      return { tokens: streams === 1 && known !== undefined ? known - 1 : counted, ms: end - start };
    },
  };
}
