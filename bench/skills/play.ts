import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SkillEvent } from '../../src/contract/index.ts';
import { createSkillLoop } from '../../src/learning/loop/create-skill-loop.ts';
import type { LoopPolicy } from '../../src/learning/loop/policy.ts';
import { answerKey } from '../../src/learning/students/answer-key.ts';
import { quickTrainers } from '../../src/learning/students/quick-trainers.ts';
import type { SkillLoop } from '../../src/learning/skill-loop.ts';
import type { SkillStore } from '../../src/learning/skill-store.ts';
import { createSkillStore } from '../../src/learning/store/skill-store.ts';
import { createStudentBlobs } from '../../src/learning/store/student-files.ts';
import { createRandom } from '../../src/kit/random.ts';
import { openDatabase } from '../../src/store/database.ts';
import type { Row } from './streams.ts';

/** What became of a request. */
export interface Played {
  readonly served: boolean;
  /** Served, and as the teacher would have answered. */
  readonly right: boolean;
  /** The teacher was asked: handed over, or as a check. */
  readonly asked: boolean;
}

export interface Player {
  readonly play: (row: Row) => Promise<Played>;
  /** The loop of a skill; undefined: no request of it was played. */
  readonly loops: ReadonlyMap<string, SkillLoop>;
  readonly store: SkillStore;
  readonly close: () => void;
}

/** Plays requests through the loops of their skills, over a real database in a folder of its own. The gold answers teach. */
export function createPlayer(policy: Partial<LoopPolicy>, onEvent?: (event: SkillEvent) => void): Player {
  const folder = mkdtempSync(join(tmpdir(), 'nearmost-skills-'));
  const database = openDatabase(join(folder, 'nearmost.db'));
  const kept = createSkillStore(database, createStudentBlobs(join(folder, 'skills')));
  const store: SkillStore = {
    ...kept,
    event(skill, event) {
      kept.event(skill, event);
      onEvent?.(event);
    },
  };
  const loops = new Map<string, SkillLoop>();
  let now = 0;
  const loopOf = (skill: string): SkillLoop => {
    const found = loops.get(skill);
    if (found) return found;
    const random = createRandom(9, loops.size);
    const made = createSkillLoop({
      skill,
      store,
      policy,
      random,
      trainers: quickTrainers(),
      clock: { now: () => now },
    });
    loops.set(skill, made);
    return made;
  };
  return {
    loops,
    store,
    async play({ skill, input, output }) {
      now += 1000;
      const loop = loopOf(skill);
      const found = await loop.consider(input);
      const served = found.serve !== undefined;
      const asked = found.serve === undefined || found.shadow !== false;
      if (asked)
        loop.learn(
          {
            id: 0,
            skill,
            at: now,
            input,
            output,
            label: 'public',
            provenance: served ? 'shadow' : 'handed-over',
            teacher: 'gold',
            requestId: null,
            dropped: null,
          },
          found,
        );
      if (loop.due) await loop.step();
      return {
        served,
        asked,
        right: found.serve !== undefined && answerKey(found.serve.text) === answerKey(output),
      };
    },
    close() {
      database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
