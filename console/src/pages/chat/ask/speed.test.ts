import { expect, test } from 'vitest';
import { startSpeedometer } from './speed.ts';

test('the speed is that of what came after the first burst', () => {
  let at = 0;
  const meter = startSpeedometer(() => at);
  at = 900;
  meter.heard(400); // held back, then given at once
  for (let piece = 1; piece <= 20; piece += 1) {
    at = 900 + piece * 100;
    meter.heard(20);
  }
  expect(meter.firstMs()).toBe(900);
  expect(meter.durationMs()).toBe(2900);
  // Half of 200 tokens in two seconds.
  expect(meter.rate(200)).toBeCloseTo(50);
});

test('too little says nothing', () => {
  let at = 0;
  const meter = startSpeedometer(() => at);
  expect(meter.firstMs()).toBeNull();
  at = 5;
  meter.heard(60);
  at = 12;
  meter.heard(60);
  expect(meter.rate(30)).toBeNull();
});
