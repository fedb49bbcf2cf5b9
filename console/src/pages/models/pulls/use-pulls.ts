import { useRef, useState } from 'preact/hooks';
import type { PullStatus } from '../../../../../src/contract/index.ts';
import { useEvents } from '../../../api/use-events.ts';
import { useLoad } from '../../../api/use-load.ts';
import { mergePull } from './merge-pull.ts';

/** What is on its way, as the server tells it; every tab sees the same. @param onDone hears that a model is here */
export function usePulls(onDone: () => void): { pulls: PullStatus[]; reload: () => void } {
  const { data, reload } = useLoad<{ pulls: PullStatus[] }>('/admin/pulls');
  const [told, setTold] = useState<PullStatus[]>([]);
  const from = useRef(data);
  if (from.current !== data) {
    from.current = data;
    if (told.length > 0) setTold([]); // the list is newer than what was told before
  }
  useEvents((event) => {
    if (event.type !== 'pull') return;
    setTold((before) => mergePull(before, event.pull));
    if (event.pull.state === 'done') onDone();
  });
  const pulls = told.toReversed().reduce(mergePull, data?.pulls ?? []);
  return { pulls: pulls.filter(({ state }) => state !== 'discarded'), reload };
}
