import { useState } from 'preact/hooks';
import type { SkillWork } from '../../../../../src/contract/index.ts';
import { useEvents } from '../../../api/use-events.ts';
import { useLoad } from '../../../api/use-load.ts';
import { newestWorks } from './newest-works.ts';

/** What is under way in the server for each skill, or how it ended; the same in every tab. */
export function useWorks(): ReadonlyMap<string, SkillWork> {
  const { data } = useLoad<{ works: SkillWork[] }>('/admin/skill-works');
  const [told, setTold] = useState<ReadonlyMap<string, SkillWork>>(new Map());
  useEvents((event) => {
    if (event.type === 'skill-work') setTold((before) => new Map(before).set(event.work.skill, event.work));
  });
  return newestWorks(data?.works ?? [], told);
}
