import type { SkillDetail, SkillStatus } from '../contract/index.ts';
import { profileOf } from './gate/agreement.ts';
import type { SkillLoop } from './skill-loop.ts';
import type { SkillStore } from './skill-store.ts';
import type { SkillRow, SkillTable } from './store/skill-table.ts';

/** What the status of a skill is read from. */
export interface StatusSources {
  readonly table: SkillTable;
  readonly store: SkillStore;
  readonly loop: (skill: string) => SkillLoop;
  readonly floor: number;
}

/** Newest examples that say what the answers look like. */
const SAMPLE = 300;

/** A skill in one line. */
export function statusOf({ table, store, loop, floor }: StatusSources, row: SkillRow): SkillStatus {
  const { id, app, name, requests, local, lastAt } = row;
  const life = loop(id);
  const sample = store.newest(id, SAMPLE);
  return {
    id,
    app,
    name,
    answers: sample.length === 0 ? 'unknown' : profileOf(sample).kind,
    stage: life.stage,
    floor,
    requests: { total: requests, local, lastAt },
    examples: table.examples(id),
    serving: life.serving,
    watched: life.watched,
    why: life.why,
  };
}

/** A skill with its students, its history and its curve. */
export function detailOf(sources: StatusSources, id: string): SkillDetail {
  const { table, store } = sources;
  return {
    ...statusOf(sources, table.get(id)),
    students: store.students(id),
    events: store.events(id),
    curve: table.curve(id),
  };
}
