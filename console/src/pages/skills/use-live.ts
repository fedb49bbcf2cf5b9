import { useEffect, useRef } from 'preact/hooks';
import type { RuntimeEvent } from '../../../../src/contract/index.ts';
import { useEvents } from '../../api/use-events.ts';

const SKILL_MS = 200;
/** Counters of requests may lag a little: an app may ask a hundred times a second. */
const REQUEST_MS = 3000;

/** Reads anew soon after something happened to a skill, and now and then while requests come. */
export function useLive(reload: () => void, matters: (event: RuntimeEvent) => boolean): void {
  const timer = useRef<{ id: ReturnType<typeof setTimeout>; due: number } | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current?.id), []);
  useEvents((event) => {
    if ((event.type !== 'skill' && event.type !== 'request-end') || !matters(event)) return;
    const wait = event.type === 'skill' ? SKILL_MS : REQUEST_MS;
    const due = performance.now() + wait;
    if (timer.current && timer.current.due <= due) return;
    clearTimeout(timer.current?.id);
    const id = setTimeout(() => {
      timer.current = undefined;
      reload();
    }, wait);
    timer.current = { id, due };
  });
}
