import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../kit/clock.ts';
import { createWaitingRoom, type Guest, type WaitingRoom } from './waiting-room.ts';

/** A room before a link whose state is set by hand. */
function open(): { room: WaitingRoom; link: (retryInMs: number | undefined) => void } {
  let retry: number | undefined = 60_000;
  const room = createWaitingRoom(systemClock, { retryInMs: () => retry });
  onTestFinished(room.close);
  const link = (retryInMs: number | undefined): void => {
    retry = retryInMs;
    room.look();
  };
  return { room, link };
}
const enter = (room: WaitingRoom, waitMs = 60_000, signal?: AbortSignal): Guest => {
  const guest = room.enter(waitMs, signal);
  if (!guest) throw new Error('the room is full');
  return guest;
};
const soon = (): Promise<void> => new Promise((next) => setImmediate(next));

test('while the link is gone the first one tries, the others wait; when it is back they go in order, a few at once', async () => {
  const { room, link } = open();
  const went: number[] = [];
  const guests = Array.from({ length: 10 }, () => enter(room));
  const turn = (at: number): void =>
    void guests[at]?.turn().then(
      () => went.push(at),
      () => undefined,
    );
  guests.forEach((_, at) => turn(at));
  await soon();
  expect(went).toEqual([]);
  link(0);
  await soon();
  expect(went).toEqual([0]);
  link(5000);
  guests[0]?.asked();
  turn(0);
  await soon();
  expect(went).toEqual([0]);
  link(undefined);
  await soon();
  // the first asked in vain a moment ago: the others do not wait for it
  expect(went).toEqual([0, 1, 2, 3, 4]);
  guests[2]?.leave();
  guests[3]?.leave();
  await soon();
  expect(went).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

test('a link that goes again holds back those that have not gone', async () => {
  const { room, link } = open();
  const went: number[] = [];
  const guests = Array.from({ length: 8 }, () => enter(room));
  guests.forEach(
    (guest, at) =>
      void guest.turn().then(
        () => went.push(at),
        () => undefined,
      ),
  );
  link(undefined);
  await soon();
  link(60_000);
  guests.slice(0, 4).forEach((guest) => guest.asked());
  await soon();
  expect(went).toEqual([0, 1, 2, 3]);
});

test('the time of each is bounded, and so is the room', async () => {
  const { room } = open();
  const guest = enter(room, 20);
  expect(await guest.turn()).toBe(false);
  expect(await guest.turn()).toBe(false);
  expect(await enter(room, 1000).turn(2000)).toBe(false);
  let guests = 2;
  while (room.enter(1000)) guests += 1;
  expect(guests).toBe(64);
  guest.leave();
  expect(room.enter(1000)).toBeDefined();
});

test('who leaves is told so at once and takes no place; so is everybody when the room closes', async () => {
  const { room, link } = open();
  const controller = new AbortController();
  const left = enter(room, 60_000, controller.signal);
  const stays = enter(room);
  const [first, second] = [left.turn(), stays.turn()];
  controller.abort();
  await expect(first).rejects.toMatchObject({ code: 'cancelled' });
  left.leave();
  await expect(enter(room, 60_000, controller.signal).turn()).rejects.toMatchObject({ code: 'cancelled' });
  link(0);
  expect(await second).toBe(true);
  const third = enter(room).turn();
  room.close();
  await expect(third).rejects.toMatchObject({ code: 'cancelled', message: 'The runtime was closed.' });
});

test('whatever the link does: never more than four at once, and all go once it stays', async () => {
  const step = fc.constantFrom<number | undefined | 'done'>(undefined, 0, 60_000, 'done');
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const { room, link } = open();
      const asking = new Set<Guest>();
      let gone = 0;
      const guests = Array.from({ length: 12 }, () => enter(room));
      for (const guest of guests)
        void guest.turn().then(() => {
          asking.add(guest);
          gone += 1;
        });
      for (const one of [...steps, undefined, ...Array<'done'>(12).fill('done')]) {
        if (one === 'done') {
          const [first] = asking;
          if (first) asking.delete(first);
          first?.leave();
        } else link(one);
        await soon();
        expect(asking.size).toBeLessThanOrEqual(4);
      }
      expect(gone).toBe(12);
      room.close();
    }),
    { numRuns: 50 },
  );
});
