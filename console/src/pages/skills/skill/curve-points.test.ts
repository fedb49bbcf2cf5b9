import { expect, test } from 'vitest';
import { curvePoints } from './curve-points.ts';

test('points are named by the requests that had come', () => {
  const point = (requests: number) => ({ requests, share: 0.5, agreement: null });
  expect(curvePoints([point(500), point(500), point(120)])).toEqual(['500', '1,000', '1,120']);
  expect(curvePoints([])).toEqual([]);
});
