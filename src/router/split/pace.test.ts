import { expect, test } from 'vitest';
import { fakeRecord } from '../../memory/testing/fake-engine.ts';
import { createPace } from './pace.ts';

const sized = (parameters: number): ReturnType<typeof fakeRecord> => {
  const record = fakeRecord('a');
  return { ...record, bytes: parameters / 2, info: { ...record.info, parameters } };
};

test('a guess from size and threads, then what was seen', () => {
  const pace = createPace(2);
  const [small, large] = [sized(1e9), sized(8e9)];
  expect(pace.speedOf(small).read / pace.speedOf(large).read).toBeCloseTo(8);
  expect(createPace(4).speedOf(large).read).toBeCloseTo(2 * pace.speedOf(large).read);
  const { read, write } = pace.speedOf(large);
  for (let i = 0; i < 20; i += 1) {
    const expected = 10 * (read / pace.speedOf(large).read);
    pace.saw(large, expected, 40);
  }
  expect(pace.speedOf(large).read).toBeCloseTo(read / 4, 1);
  expect(pace.speedOf(large).write).toBeCloseTo(write / 4, 1);
  pace.saw(large, 0, 5);
  pace.saw(large, Number.NaN, 5);
  expect(pace.speedOf(large).read).toBeCloseTo(read / 4, 1);
});
