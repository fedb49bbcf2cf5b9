import { useEffect, useRef } from 'preact/hooks';
import type { RuntimeEvent } from '../../../src/contract/index.ts';
import { listen } from './live.ts';

/**
 * Hears what happens in the server while the component is shown.
 * @example useEvents((event) => event.type === 'pull' && reload())
 */
export function useEvents(hear: (event: RuntimeEvent) => void): void {
  const newest = useRef(hear);
  newest.current = hear;
  useEffect(() => listen((event) => newest.current(event)), []);
}
