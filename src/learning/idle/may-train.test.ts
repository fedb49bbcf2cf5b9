import { expect, test } from 'vitest';
import { linuxPower, macPower } from '../../device/power.ts';
import type { SystemFiles } from '../../device/system-files.ts';
import { createIdleWatch } from './idle-watch.ts';
import { whyTrainingWaits, type TrainingWeather } from './may-train.ts';

const calm: TrainingWeather = {
  power: 'mains',
  activeRequests: 0,
  quietMs: Number.POSITIVE_INFINITY,
  idleOnly: true,
};

test.each<[string, Partial<TrainingWeather>, string | undefined]>([
  ['mains, nothing asked', {}, undefined],
  ['a power source that cannot be told', { power: 'unavailable' }, undefined],
  ['battery', { power: 'battery' }, 'the device runs on battery'],
  ['one request', { activeRequests: 1, quietMs: 0 }, '1 request is being answered'],
  ['three requests', { activeRequests: 3, quietMs: 0 }, '3 requests are being answered'],
  ['just answered', { quietMs: 500 }, 'a request was answered a moment ago'],
  ['answered a while ago', { quietMs: 5000 }, undefined],
  ['the owner does not mind', { power: 'battery', activeRequests: 9, idleOnly: false }, undefined],
])('%s', (_, change, words) => {
  expect(whyTrainingWaits({ ...calm, ...change })).toBe(words);
});

const machine = (files: Record<string, string>): SystemFiles => ({
  text: (path: string) => files[path],
  list: (folder: string) =>
    [...new Set(Object.keys(files).filter((path) => path.startsWith(`${folder}/`)))].map(
      (path) => path.slice(folder.length + 1).split('/')[0] ?? '',
    ),
});
const supply = 'sys/class/power_supply';

test.each([
  [
    'laptop, unplugged',
    linuxPower(machine({ [`${supply}/BAT0/type`]: 'Battery', [`${supply}/BAT0/status`]: 'Discharging' }))
      .source,
    true,
  ],
  [
    'laptop, plugged in',
    linuxPower(
      machine({
        [`${supply}/AC/type`]: 'Mains',
        [`${supply}/AC/online`]: '1',
        [`${supply}/BAT0/type`]: 'Battery',
        [`${supply}/BAT0/status`]: 'Charging',
      }),
    ).source,
    false,
  ],
  ['server or container', linuxPower(machine({})).source, false],
  [
    'Mac on battery',
    macPower("Now drawing from 'Battery Power'\n -InternalBattery-0 81%; discharging").source,
    true,
  ],
  ['Mac on mains', macPower("Now drawing from 'AC Power'\n -InternalBattery-0 100%; charged").source, false],
] as const)('recorded probe: %s', (_, power, waits) => {
  expect(whyTrainingWaits({ ...calm, power }) !== undefined).toBe(waits);
});

test('the watch counts requests and asks for the power source now and then', async () => {
  let now = 0;
  let asked = 0;
  const watch = createIdleWatch({
    idleOnly: true,
    monotonic: () => now,
    power: async () => {
      asked += 1;
      return asked > 1 ? 'battery' : 'mains';
    },
  });
  await watch.ready;
  expect(watch.paused()).toBe(false);
  watch.began();
  expect(watch.paused()).toBe(true);
  watch.ended();
  expect(watch.why()).toBe('a request was answered a moment ago');
  now = 5000;
  expect(watch.paused()).toBe(false);
  now = 60_000;
  watch.paused();
  await watch.ready;
  expect([watch.why(), asked]).toEqual(['the device runs on battery', 2]);
});
