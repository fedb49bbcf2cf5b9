import { describe, expect, test } from 'vitest';
import { createExtractTrainer } from './extract.ts';
import { mentions, orders, toExamples } from './extract/testing/orders.ts';
import type { Student, StudentAnswer } from '../student.ts';

const context = { skill: 'test', seed: 1 };
const trainer = createExtractTrainer();
const learn = (pairs: readonly { input: string; output: string }[]): Promise<Student> =>
  trainer.train(toExamples(pairs), context);

// Learned once, asked by many tests.
const ordering = learn(orders(240, 1));
const naming = learn(mentions(60, 1));

const profile = { examples: 100, distinct: 90, kind: 'json', repeats: 0 } as const;

async function rightShare(
  student: Student,
  pairs: readonly { input: string; output: string }[],
): Promise<number> {
  const answers = await Promise.all(pairs.map(async ({ input }) => student.answer(input)));
  return answers.filter((answer, i) => answer?.text === pairs[i]?.output).length / pairs.length;
}

describe('which answers it fits', () => {
  test('JSON, and for others it says why not', () => {
    expect(trainer.unsuited(profile)).toBeUndefined();
    expect(trainer.unsuited({ ...profile, kind: 'labels' })).toContain('probe');
    expect(trainer.unsuited({ ...profile, kind: 'text' })).toContain('prose');
    expect(trainer.unsuited({ ...profile, examples: 3 })).toBe('3 examples are too few: filling needs 20');
  });
});

describe('what it learns', () => {
  test('closed leaves, nested copies, lists, numbers said in words, null for nothing: to the letter', async () => {
    const student = await ordering;
    expect(await rightShare(student, orders(100, 2))).toBeGreaterThan(0.9);
  });

  test('records in an array with a closed leaf each', async () => {
    const student = await naming;
    expect(await rightShare(student, mentions(100, 2))).toBeGreaterThan(0.95);
  });

  test('words it never saw are copied too', async () => {
    const student = await ordering;
    const answer = (await student.answer('Send two boxes of lentils to Zuzana on Friday')) as StudentAnswer;
    expect(JSON.parse(answer.text)).toEqual({
      action: 'send',
      urgent: false,
      to: { name: 'Zuzana' },
      boxes: 2,
      goods: ['lentils'],
      day: 'Friday',
    });
  });

  test('the style of the answers: fences, spaces', async () => {
    const fenced = orders(60, 1).map(({ input, output }) => ({
      input,
      output: `\`\`\`json\n${JSON.stringify(JSON.parse(output), null, 2)}\n\`\`\``,
    }));
    const student = await learn(fenced);
    const [first] = fenced;
    expect(((await student.answer(first?.input ?? '')) as StudentAnswer).text).toBe(first?.output);
  });

  test('strange requests have less confidence than usual ones', async () => {
    const student = await ordering;
    const usual = (await student.answer('Send two boxes of eggs to Ada on Friday')) as StudentAnswer;
    const strange = (await student.answer(
      'what is the square root of my uncle, 7 times 7?',
    )) as StudentAnswer;
    expect(usual.confidence).toBeGreaterThan(strange.confidence);
    for (const { confidence } of [usual, strange]) {
      expect(confidence).toBeGreaterThanOrEqual(0);
      expect(confidence).toBeLessThanOrEqual(1);
    }
  });

  test('the same seed and examples give the same student', async () => {
    const [a, b] = [await naming, await learn(mentions(60, 1))];
    expect(a.save()).toEqual(b.save());
  });
});

describe('save and load', () => {
  test('a loaded student answers as the saved one', async () => {
    const student = await ordering;
    const loaded = await trainer.load(student.save());
    for (const { input } of orders(20, 3))
      expect(await loaded.answer(input)).toEqual(await student.answer(input));
  });

  test('damaged files are refused with the next command', async () => {
    const file = (await naming).save().get('extract.bin') ?? new Uint8Array();
    const flipped = Uint8Array.from(file, (byte, i) => (i === file.length >> 1 ? byte ^ 1 : byte));
    const other = Uint8Array.from(file, (byte, i) => (i === 0 ? 1 : byte));
    const newer = Uint8Array.from(file, (byte, i) => (i === 4 ? 9 : byte));
    for (const bad of [new Uint8Array(), file.slice(0, 15), file.slice(0, -40), flipped, other, newer]) {
      expect(() => trainer.load(new Map([['extract.bin', bad]]))).toThrow(
        expect.objectContaining({
          code: 'invalid_model_file',
          hint: 'Train it again: nearmost learn train <skill>',
        }),
      );
    }
    expect(() => trainer.load(new Map())).toThrow('no file extract.bin');
  });
});

describe('bad input', () => {
  test('no example with JSON is an error, some without are passed over and counted', async () => {
    await expect(learn([{ input: 'hello', output: 'Hi there!' }])).rejects.toMatchObject({
      code: 'invalid_request',
    });
    const words: string[] = [];
    const mixed = [
      ...mentions(30, 1),
      { input: 'hello', output: '{"found": [' },
      { input: '', output: '{}' },
      { input: 'x '.repeat(2000), output: '{}' },
      { input: 'deep', output: '['.repeat(500) + ']'.repeat(500) },
    ];
    await trainer.train(toExamples(mixed), { ...context, onProgress: (line) => words.push(line) });
    expect(words[0]).toBe(
      'extract: passed over 1 without a JSON answer, 1 without input, 1 with too long an input, 1 nested too deep',
    );
  });

  test.each([
    ['one example', [{ input: 'call Ada', output: '{"name":"Ada"}' }]],
    ['one answer only', [1, 2, 3].map((n) => ({ input: `do ${n}`, output: '{"ok":true}' }))],
    ['contradictions', ['1', '2', '3'].map((kind) => ({ input: 'the same', output: `{"kind":"${kind}"}` }))],
    [
      'bare values',
      [
        { input: 'five', output: '5' },
        { input: 'x y', output: '"y"' },
        { input: 'z', output: 'null' },
      ],
    ],
    [
      'mixed shapes',
      [
        { input: 'a b', output: '{"x":["a"]}' },
        { input: 'a c', output: '{"x":"a"}' },
      ],
    ],
    ['dangerous keys', [1, 2, 3].map((n) => ({ input: `go ${n}x`, output: `{"__proto__":{"a":"${n}x"}}` }))],
  ])('%s: learns, and what it answers is JSON', async (_, pairs) => {
    const student = await learn(pairs);
    for (const input of [
      ...pairs.map(({ input }) => input),
      'other',
      '\u{1F600}\uD800',
      '"quoted" \\ back',
      '',
    ]) {
      const answer = await student.answer(input);
      if (answer) expect(() => JSON.parse(answer.text) as unknown).not.toThrow();
    }
    expect(({} as { a?: unknown }).a).toBeUndefined();
  });

  test('texts without words or too long have no answer', async () => {
    const student = await naming;
    for (const input of ['', '  \n', 'word '.repeat(5000)]) expect(student.answer(input)).toBeUndefined();
  });

  test('a stopped training rejects', async () => {
    const stop = new AbortController();
    const training = trainer.train(toExamples(mentions(30, 1)), {
      ...context,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    await expect(training).rejects.toThrow('abort');
  });
});
