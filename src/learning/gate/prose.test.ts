import { expect, test } from 'vitest';
import { createProseAgreement, type AnswerPair } from './prose.ts';

const pair = (answer: string, truth: string, more: Partial<AnswerPair> = {}): AnswerPair => ({
  skill: 'letters',
  input: 'Please answer',
  answer,
  truth,
  label: 'public',
  ...more,
});

/** A judge that takes the order of words for wording; counts how often it is asked. */
function setUp(judges = true) {
  const seen = { asked: 0, troubles: [] as unknown[] };
  const sorted = (text: string): string => text.split(' ').toSorted().join(' ');
  const prose = createProseAgreement({
    isProse: (skill) => skill === 'letters',
    judge: () =>
      judges
        ? async (_, one, other) => {
            seen.asked += 1;
            if (one === 'broken') throw new Error('no connection');
            return one === 'unclear' ? undefined : sorted(one) === sorted(other);
          }
        : undefined,
    trouble: (error) => void seen.troubles.push(error),
  });
  return { prose, seen };
}

test('prose is judged once, and the verdict holds at once afterwards', async () => {
  const { prose, seen } = setUp();
  expect(prose.agree('dear sir yes', 'yes dear sir')).toBe(0);
  expect(await prose.settled(pair('dear sir yes', 'yes dear sir'))).toBe(1);
  expect(prose.agree('dear sir yes', 'yes dear sir')).toBe(1);
  expect(await prose.settled(pair('dear sir yes', 'yes dear sir '))).toBe(1);
  expect(await prose.settled(pair('dear sir yes', 'no dear sir'))).toBe(0);
  expect(seen.asked).toBe(2);
});

test('equal answers, labels and JSON need no judge', () => {
  const { prose, seen } = setUp();
  expect(prose.settled(pair('the same', ' the same'))).toBe(1);
  expect(prose.settled(pair('spam', 'ham', { skill: 'labels' }))).toBe(0);
  expect(prose.settled(pair('{"a":1,"b":2}', '{"b":2,"a":3}'))).toBe(0.5);
  expect(seen.asked).toBe(0);
});

test('without a judge, or with one that fails or cannot tell, other words do not agree, and it is asked again', async () => {
  expect(await setUp(false).prose.settled(pair('a b', 'b a'))).toBe(0);
  const { prose, seen } = setUp();
  for (const answer of ['broken', 'unclear', 'unclear'])
    expect(await prose.settled(pair(answer, 'b a'))).toBe(0);
  expect([seen.asked, seen.troubles.length]).toEqual([3, 1]);
});

test('a stop is no verdict', async () => {
  const { prose } = setUp();
  await expect(prose.settled(pair('broken', 'x'), AbortSignal.abort())).rejects.toThrow(/abort/);
});
