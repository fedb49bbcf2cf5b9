import { NearmostError } from '../../contract/index.ts';
import type { SkillDetail } from '../../contract/index.ts';
import type { Database } from '../../store/database.ts';
import type { Template } from '../template.ts';
import { withDatabase } from './with-database.ts';

/** A skill as it was found, with its traffic. */
export interface SkillRow {
  readonly id: string;
  readonly app: string;
  readonly name: string;
  /** Key of the fixed part of its requests; several skills of an app may share it. */
  readonly key: string;
  readonly template: Template;
  readonly foundAt: number;
  readonly lastAt: number;
  readonly requests: number;
  readonly local: number;
}

/** Skills that were found, and their counters. */
export interface SkillTable {
  add(skill: Pick<SkillRow, 'id' | 'app' | 'name' | 'key' | 'template' | 'foundAt'>): void;
  has(id: string): boolean;
  /** @throws not_found */
  get(id: string): SkillRow;
  /** The id that begins so. @throws not_found: none, or several */
  resolve(beginning: string): string;
  /** Newest traffic first. */
  list(query?: { app?: string; key?: string }): SkillRow[];
  countOf(app: string): number;
  /** A request was answered, here or elsewhere. */
  count(id: string, local: boolean, now: number): void;
  /** The teacher agreed with an answer that was served here, or did not. */
  judged(id: string, agreed: boolean): void;
  curve(id: string): SkillDetail['curve'];
  /** An answer was not kept. */
  drop(id: string, reason: string): void;
  /** Answers that were not kept or are not used, by reason; and how many examples are used. */
  examples(id: string): { kept: number; dropped: Record<string, number> };
  /** Examples that a filter drops from training. */
  setDropped(ids: readonly number[], reason: string): void;
  /** The newest inputs of a skill, oldest first. */
  inputs(id: string, limit: number): string[];
  /** Moves examples whose text begins and ends so to another skill, without the fixed words. */
  move(from: string, to: string, prefix: string, suffix: string): number;
}

/** Requests in one step of a skill's curve. */
const WINDOW = 500;

function rowOf(row: Record<string, unknown>): SkillRow {
  return {
    id: row['id'] as string,
    app: row['app'] as string,
    name: row['name'] as string,
    key: row['key'] as string,
    template: JSON.parse(row['template'] as string) as Template,
    foundAt: row['found_at'] as number,
    lastAt: row['last_at'] as number,
    requests: row['requests'] as number,
    local: row['local'] as number,
  };
}

const unknownSkill = (id: string): NearmostError =>
  new NearmostError('not_found', `There is no skill "${id.slice(0, 80)}".`, {
    param: 'skill',
    hint: 'See the skills: nearmost learn status',
  });

/** Opens the table over an open database. */
export function createSkillTable(database: Database): SkillTable {
  const prepare = (sql: string) => database.prepare(sql);
  const guarded = <T>(work: () => T): T => withDatabase(database, work);
  const insert = prepare(
    `INSERT OR IGNORE INTO skills (id, app, name, key, prefix, suffix, template, found_at, last_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const leftovers = ['skill_state', 'skill_events', 'skill_windows', 'skill_drops'].map((name) =>
    prepare(`DELETE FROM ${name} WHERE skill = ?`),
  );
  const one = prepare('SELECT * FROM skills WHERE id = ?');
  const beginning = prepare('SELECT id FROM skills WHERE substr(id, 1, length(?1)) = ?1 ORDER BY id LIMIT 4');
  const list = prepare(
    'SELECT * FROM skills WHERE (?1 IS NULL OR app = ?1) AND (?2 IS NULL OR key = ?2) ORDER BY last_at DESC, id',
  );
  const countOf = prepare('SELECT count(*) AS n FROM skills WHERE app = ?');
  const bump = prepare(
    'UPDATE skills SET requests = requests + 1, local = local + ?, last_at = ? WHERE id = ? RETURNING requests',
  );
  const requests = prepare('SELECT requests FROM skills WHERE id = ?');
  const bumpWindow = prepare(
    `INSERT INTO skill_windows (skill, number, requests, local, judged, agreed) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
     ON CONFLICT (skill, number) DO UPDATE SET requests = requests + ?3, local = local + ?4, judged = judged + ?5,
       agreed = agreed + ?6`,
  );
  const windows = prepare('SELECT * FROM skill_windows WHERE skill = ? ORDER BY number');
  const drop = prepare(
    `INSERT INTO skill_drops (skill, reason, count) VALUES (?, ?, 1)
     ON CONFLICT (skill, reason) DO UPDATE SET count = count + 1`,
  );
  const drops = prepare(
    `SELECT reason, sum(n) AS n FROM (
       SELECT reason, count AS n FROM skill_drops WHERE skill = ?1
       UNION ALL SELECT dropped AS reason, count(*) AS n FROM examples WHERE skill = ?1 AND dropped IS NOT NULL GROUP BY dropped)
     GROUP BY reason ORDER BY n DESC, reason`,
  );
  const kept = prepare('SELECT count(*) AS n FROM examples WHERE skill = ? AND dropped IS NULL');
  const setDropped = prepare('UPDATE examples SET dropped = ? WHERE id = ?');
  const newest = prepare('SELECT input FROM examples WHERE skill = ? ORDER BY id DESC LIMIT ?');
  const inputs = prepare('SELECT id, input FROM examples WHERE skill = ?');
  const move = prepare('UPDATE examples SET skill = ?, input = ? WHERE id = ?');
  const number = (row: unknown): number => (row as { n: number }).n;

  return {
    add({ id, app, name, key, template, foundAt }) {
      const { prefix, suffix } = template;
      const json = JSON.stringify(template);
      guarded(() =>
        database.transaction(() => {
          const { changes } = insert.run(id, app, name, key, prefix, suffix, json, foundAt, foundAt);
          // A skill that was forgotten and comes back begins anew, whatever a training under way wrote meanwhile.
          if (Number(changes) > 0) for (const left of leftovers) left.run(id);
        }),
      );
    },
    has: (id) => guarded(() => one.get(id)) !== undefined,
    get(id) {
      const row = guarded(() => one.get(id));
      if (row === undefined) throw unknownSkill(id);
      return rowOf(row);
    },
    resolve(text) {
      if (text !== '' && guarded(() => one.get(text)) !== undefined) return text;
      const found = text === '' ? [] : guarded(() => beginning.all(text)).map((row) => row['id'] as string);
      const [first] = found;
      if (first === undefined) throw unknownSkill(text);
      if (found.length > 1)
        throw new NearmostError(
          'not_found',
          `More than one skill begins with "${text}": ${found.slice(0, 3).join(', ')}${found.length > 3 ? ' ...' : ''}.`,
          { param: 'skill', hint: 'Give more of its id: nearmost learn status' },
        );
      return first;
    },
    list: ({ app, key } = {}) => guarded(() => list.all(app ?? null, key ?? null)).map(rowOf),
    countOf: (app) => number(guarded(() => countOf.get(app))),
    count(id, local, now) {
      guarded(() =>
        database.transaction(() => {
          const row = bump.get(local ? 1 : 0, Math.round(now), id) as { requests: number } | undefined;
          if (row) bumpWindow.run(id, Math.floor((row.requests - 1) / WINDOW), 1, local ? 1 : 0, 0, 0);
        }),
      );
    },
    judged(id, agreed) {
      guarded(() => {
        const row = requests.get(id) as { requests: number } | undefined;
        const window = Math.floor(Math.max(0, (row?.requests ?? 0) - 1) / WINDOW);
        if (row) bumpWindow.run(id, window, 0, 0, 1, agreed ? 1 : 0);
      });
    },
    curve: (id) =>
      (
        guarded(() => windows.all(id)) as unknown as Record<
          'requests' | 'local' | 'judged' | 'agreed',
          number
        >[]
      ).map((row) => ({
        requests: row.requests,
        share: row.requests === 0 ? 0 : row.local / row.requests,
        agreement: row.judged === 0 ? null : row.agreed / row.judged,
      })),
    drop: (id, reason) => void guarded(() => drop.run(id, reason)),
    examples: (id) =>
      guarded(() => ({
        kept: number(kept.get(id)),
        dropped: Object.fromEntries(drops.all(id).map((row) => [row['reason'] as string, number(row)])),
      })),
    setDropped: (ids, reason) =>
      guarded(() =>
        database.transaction(() => {
          for (const id of ids) setDropped.run(reason, id);
        }),
      ),
    inputs: (id, limit) =>
      guarded(() => newest.all(id, limit))
        .map((row) => row['input'] as string)
        .reverse(),
    move: (from, to, prefix, suffix) =>
      guarded(() =>
        database.transaction(() => {
          let moved = 0;
          // Not in SQL: its text functions stop at a NUL.
          for (const { id, input } of inputs.all(from) as { id: number; input: string }[]) {
            const [start, end] = [prefix.length, input.length - suffix.length];
            if (start > end || !input.startsWith(prefix) || !input.endsWith(suffix)) continue;
            move.run(to, input.slice(start, end), id);
            moved += 1;
          }
          return moved;
        }),
      ),
  };
}
