/** A model of the simulation; sizes in GiB, times in seconds. */
export interface SimModel {
  id: string;
  weights: number;
  /** Keys, values and working memory. */
  cache: number;
  /** Start of its process, beside reading the weights. */
  start: number;
  kind: 'embed' | 'stt' | 'chat' | 'code' | 'vision' | 'image';
}

/** Sizes of the class of 4-bit GGUF files: twelve models, 29.3 GiB together. */
export const MODELS: readonly SimModel[] = (
  [
    ['embed-small', 0.13, 0.05, 0.25, 'embed'],
    ['rerank', 0.35, 0.1, 0.3, 'embed'],
    ['stt-base', 0.15, 0.15, 0.3, 'stt'],
    ['stt-large-turbo', 0.87, 0.4, 0.5, 'stt'],
    ['chat-0.6b', 0.4, 0.25, 0.4, 'chat'],
    ['chat-1.7b', 1.11, 0.45, 0.5, 'chat'],
    ['chat-4b', 2.5, 0.7, 0.6, 'chat'],
    ['chat-8b', 5.03, 1.1, 0.8, 'chat'],
    ['code-3b', 1.93, 0.55, 0.6, 'code'],
    ['code-7b', 4.68, 1, 0.8, 'code'],
    ['vision-4b', 3.3, 0.9, 0.9, 'vision'],
    ['image-sd', 2, 1.2, 1, 'image'],
  ] as const
).map(([id, weights, cache, start, kind]) => ({ id, weights, cache, start, kind }));

interface App {
  /** Mean pause between requests, seconds. */
  think: number;
  start: string;
  /** From a model to the next, with probabilities. */
  flow: Record<string, readonly (readonly [string, number])[]>;
  /** Weight of each hour of the day. */
  hours: readonly number[];
}

/** Three invented apps: an assistant, a coding helper, a notebook that listens. */
export const APPS: Record<string, App> = {
  assistant: {
    think: 25,
    start: 'chat-4b',
    flow: {
      'chat-4b': [
        ['chat-4b', 0.62],
        ['embed-small', 0.2],
        ['vision-4b', 0.07],
        ['chat-8b', 0.08],
        ['image-sd', 0.03],
      ],
      'embed-small': [
        ['rerank', 0.55],
        ['chat-4b', 0.45],
      ],
      rerank: [['chat-4b', 1]],
      'vision-4b': [['chat-4b', 1]],
      'chat-8b': [
        ['chat-4b', 0.7],
        ['chat-8b', 0.3],
      ],
      'image-sd': [
        ['chat-4b', 0.6],
        ['image-sd', 0.4],
      ],
    },
    hours: [
      0.1, 0.05, 0.03, 0.03, 0.05, 0.1, 0.3, 0.6, 0.8, 0.7, 0.6, 0.6, 0.8, 0.7, 0.6, 0.6, 0.7, 0.8, 1, 1.1,
      1.1, 0.9, 0.6, 0.3,
    ],
  },
  coding: {
    think: 12,
    start: 'code-3b',
    flow: {
      'code-3b': [
        ['code-3b', 0.8],
        ['code-7b', 0.12],
        ['embed-small', 0.08],
      ],
      'code-7b': [
        ['code-7b', 0.45],
        ['code-3b', 0.45],
        ['chat-8b', 0.1],
      ],
      'embed-small': [['code-7b', 1]],
      'chat-8b': [
        ['code-3b', 0.6],
        ['code-7b', 0.4],
      ],
    },
    hours: [
      0.05, 0.02, 0, 0, 0, 0, 0.05, 0.2, 0.7, 1.2, 1.3, 1.2, 0.6, 1.1, 1.3, 1.3, 1.2, 0.9, 0.5, 0.4, 0.5, 0.5,
      0.3, 0.1,
    ],
  },
  notes: {
    think: 40,
    start: 'stt-base',
    flow: {
      'stt-base': [
        ['stt-base', 0.6],
        ['chat-0.6b', 0.3],
        ['stt-large-turbo', 0.1],
      ],
      'chat-0.6b': [
        ['embed-small', 0.5],
        ['chat-1.7b', 0.3],
        ['stt-base', 0.2],
      ],
      'embed-small': [
        ['chat-1.7b', 0.4],
        ['stt-base', 0.6],
      ],
      'chat-1.7b': [
        ['stt-base', 0.7],
        ['chat-1.7b', 0.3],
      ],
      'stt-large-turbo': [['chat-1.7b', 1]],
    },
    hours: [
      0, 0, 0, 0, 0, 0, 0.1, 0.4, 0.9, 1.1, 1.1, 0.8, 0.3, 0.8, 1.1, 1, 0.8, 0.4, 0.2, 0.1, 0.1, 0.1, 0, 0,
    ],
  },
};
