import { useEffect } from 'preact/hooks';
import type { MemoryMap, RuntimeEvent } from '../../../../../src/contract/index.ts';
import { useEvents } from '../../../api/use-events.ts';
import { useLoad, type Loaded } from '../../../api/use-load.ts';
import { useSoon } from '../use-soon.ts';

/** Read anew so soon after something happened, and so often while nothing does: memory grows without an event. */
const SOON_MS = 250;
const EVERY_MS = 5000;

const concerns = ({ type }: RuntimeEvent): boolean =>
  type.startsWith('model-') || type === 'request-start' || type === 'request-end';

/** The memory map, live. */
export function useMemory(): Loaded<MemoryMap> {
  const loaded = useLoad<MemoryMap>('/admin/memory');
  const soon = useSoon(loaded.reload, SOON_MS);
  useEvents((event) => concerns(event) && soon());
  useEffect(() => {
    const timer = setInterval(() => document.hidden || loaded.reload(), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return loaded;
}
