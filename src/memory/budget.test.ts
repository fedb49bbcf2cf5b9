import { expect, test } from 'vitest';
import { budgetBytes } from './budget.ts';

test.each([
  ['60%', 600],
  ['100 %', 1000],
  ['0.5%', 5],
  ['300', 300],
  ['0.2kB', 200],
  ['0.5 KiB', 512],
  ['6GB', 1000],
  ['900%', 1000],
])('%s of a device with 1000 bytes', (text, bytes) => {
  expect(budgetBytes(text, 1000)).toBe(bytes);
});

test.each(['', '0', '0%', '-5', 'many', '5 TB', '5 ib%', '1e9', '%', 'GB'])('%j is refused', (text) => {
  expect(() => budgetBytes(text, 1e9)).toThrow(
    expect.objectContaining({ code: 'config_invalid', param: 'memory.budget' }),
  );
});
