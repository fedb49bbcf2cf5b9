import { signal } from '@preact/signals';
import type { RuntimeEvent } from '../../../../../src/contract/index.ts';
import { listen, returns } from '../../../api/live.ts';
import { applyEvents, endedOnly } from './apply-events.ts';
import { createMinute, type MinuteTotals } from './minute.ts';
import type { Row } from './row.ts';

/** Newest first, as far as they are shown: while the page pauses, the world goes on unseen. */
export const rows = signal<readonly Row[]>([]);
export const totals = signal<MinuteTotals>(createMinute(0).totals(0));
export const paused = signal(false);
/** Requests that came while the page paused. */
export const missed = signal(0);

/** At most so often the page is drawn anew; on a slow machine less often, so that drawing takes a fifth of its time at most. */
const [DRAW_MS, LONGEST_DRAW_MS, SHARE] = [250, 2000, 5];
/** Without requests, totals still grow older. */
const AGE_MS = 2000;
/** So many events are worked off even while nothing can be drawn. */
const MOST_WAITING = 2000;

let current: readonly Row[] = [];

/** Shows what came meanwhile, and goes on. */
export function resume(): void {
  paused.value = false;
  missed.value = 0;
  rows.value = current;
}

/** Follows the requests of the server; events are gathered, so that hundreds a second cost a few drawings. The result ends it. */
export function watch(): () => void {
  const minute = createMinute(performance.now());
  let waiting: RuntimeEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let [drawn, between] = [0, DRAW_MS];

  const workOff = (): void => {
    const events = waiting;
    waiting = [];
    current = applyEvents(current, events);
    if (paused.value) missed.value += events.filter(({ type }) => type === 'request-start').length;
  };
  const draw = (): void => {
    timer = undefined;
    drawn = performance.now();
    workOff();
    totals.value = minute.totals(drawn);
    if (!paused.value) rows.value = current;
    requestAnimationFrame(() => {
      const cost = performance.now() - drawn;
      between = Math.min(LONGEST_DRAW_MS, Math.max(DRAW_MS, SHARE * cost));
    });
  };
  const soon = (): void => {
    timer ??= setTimeout(() => requestAnimationFrame(draw), Math.max(0, drawn + between - performance.now()));
  };
  const stopListening = listen((event) => {
    if (!/^(?:request-|attempt$|waiting$|resumed$)/.test(event.type)) return;
    if (event.type === 'request-end') minute.add(event.entry, performance.now());
    waiting.push(event);
    if (waiting.length >= MOST_WAITING) workOff();
    soon();
  });
  // after a break, what was under way may have ended unheard; its row comes with the older ones
  const stopReturns = returns.subscribe(() => {
    current = endedOnly(current);
    soon();
  });
  const ageing = setInterval(soon, AGE_MS);
  return () => {
    stopListening();
    stopReturns();
    clearInterval(ageing);
    clearTimeout(timer);
    current = endedOnly(current);
    resume();
  };
}
