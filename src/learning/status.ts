import type { SkillDetail, SkillStatus, StudentSummary } from '../contract/index.ts';
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
  /** Whether a base is not on this device any more, by its sha256. */
  readonly lost: (base: string) => boolean;
}

/** Newest examples that say what the answers look like. */
const SAMPLE = 300;

/** What to do for a student whose base is gone: another file has its name, or it was removed. */
function lostWords(serving: StudentSummary | null, id: string, lost: StatusSources['lost']): string {
  if (!serving?.base || !lost(serving.base)) return '';
  return ` The base of ${serving.kind} ${serving.version} changed or is not on this device any more; train it for one that is: nearmost learn retarget ${id}`;
}

/** A skill in one line. */
export function statusOf({ table, store, loop, floor, lost }: StatusSources, row: SkillRow): SkillStatus {
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
    why: `${life.why}${lostWords(life.serving, id, lost)}`,
  };
}

/** A skill with its students, its history and its curve. */
export function detailOf(sources: StatusSources, id: string): SkillDetail {
  const { table, store, loop } = sources;
  return {
    ...statusOf(sources, table.get(id)),
    checks: loop(id).checks,
    students: store.students(id),
    events: store.events(id),
    curve: table.curve(id),
  };
}
