import { expect, test } from 'vitest';
import { createForecast } from './forecast.ts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;

test('what was asked lately is expected sooner than what was asked long ago, and what was never asked not at all', () => {
  const forecast = createForecast();
  forecast.observe('app', 'old', 0);
  forecast.observe('other', 'new', 900 * SECOND);
  const now = 1000 * SECOND;
  expect(forecast.usesPerSecond('new', now)).toBeGreaterThan(forecast.usesPerSecond('old', now));
  expect(forecast.usesPerSecond('never', now)).toBe(0);
});

test('a model that is asked every morning is expected again in the morning', () => {
  const forecast = createForecast();
  for (let day = 0; day < 5; day++)
    for (let n = 0; n < 10; n++)
      forecast.observe('app', 'paper', day * 24 * HOUR + 8 * HOUR + n * 60 * SECOND);
  const at = (hour: number): number => forecast.usesPerSecond('paper', 5 * 24 * HOUR + hour * HOUR);
  expect(at(8)).toBeGreaterThan(2 * at(4));
});

test('what follows what in an app is told after it was seen four times, by share', () => {
  const forecast = createForecast();
  const ask = (n: number): void => {
    forecast.observe('app', 'hear', n * 20 * SECOND);
    forecast.observe('app', n % 4 === 0 ? 'speak' : 'think', (n * 20 + 10) * SECOND);
  };
  ask(0);
  forecast.observe('app', 'hear', 15 * SECOND);
  expect(forecast.next('app')).toEqual([]);
  for (let n = 1; n < 9; n++) ask(n);
  forecast.observe('app', 'hear', 190 * SECOND);
  const shares = new Map(forecast.next('app').map(({ model, chance }) => [model, chance]));
  expect(shares.get('think')).toBeGreaterThan(0.5);
  expect(shares.get('speak')).toBeGreaterThan(0.1);
  expect(forecast.next('nobody')).toEqual([]);
});

test('requests an hour apart do not follow each other', () => {
  const forecast = createForecast();
  for (let n = 0; n < 20; n++) forecast.observe('app', n % 2 ? 'a' : 'b', n * HOUR);
  expect(forecast.next('app')).toEqual([]);
});
