import type { ChatRequest } from '../../contract/index.ts';
import type { Clock } from '../../kit/clock.ts';
import type { Found } from '../desk.ts';
import { fixedPartOf, shortHash, skillId, skillName, type FixedPart } from '../skill-key.ts';
import { MINER, type MinerOptions } from './miner.ts';
import type { SkillTable } from '../store/skill-table.ts';
import { createFixedWords, type FixedWords } from './fixed-words.ts';

export interface Finder {
  /** The skill that a request of a consenting app is part of; undefined: of none. */
  find(app: string, request: ChatRequest): Found | undefined;
  /** Drops what it holds in memory, after something was forgotten. */
  reset(): void;
}

export interface FinderDeps {
  readonly table: SkillTable;
  readonly clock: Pick<Clock, 'now'>;
  /** A new skill was found: its id and its name. */
  readonly found: (id: string, name: string) => void;
  /** Examples went from one skill to another that was found within it. */
  readonly moved?: (from: string, to: string, count: number) => void;
}

/** Skills of one app at most: an app with more has no templates but a text that changes all the time. */
const MOST_SKILLS = 200;
/** Templates whose traffic is watched at the same time, and fixed parts that may yet repeat. */
const [MOST_WATCHED, MOST_SEEN] = [64, 4096];

interface Watched {
  readonly words: FixedWords;
  /** Skills by what they begin and end with. */
  readonly skills: Map<string, string>;
}

/**
 * Where the app says in a system prompt what it wants, words that many of its texts begin with are mostly people's own ways
 * to speak: a quarter of the traffic must share them.
 */
const minerFor = (template: FixedPart['template'] | undefined): MinerOptions =>
  template?.messages.some(({ role }) => role === 'system') ? { ...MINER, support: 128 } : MINER;

const combination = (prefix: string, suffix: string): string => JSON.stringify([prefix, suffix]);

/** Drops the oldest entries of a map that is kept in the order of use. */
function touch<K, V>(map: Map<K, V>, key: K, value: V, most: number): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= most) break;
    map.delete(oldest);
  }
}

/**
 * Finds skills from traffic, without configuration: requests of one app with one template. The fixed part (messages
 * before the last one, tools, response format) must come back with another text: twice, or three times where something
 * was said before, because conversations go on with ever new histories. Within it, skills are told apart by what their
 * user messages begin and end with.
 */
export function createFinder({ table, clock, found, moved }: FinderDeps): Finder {
  const watched = new Map<string, Watched>();
  const seen = new Map<string, Set<string>>();

  function open(app: string, key: string): Watched | undefined {
    const rows = table.list({ app, key });
    if (rows.length === 0) return undefined;
    const texts = rows.flatMap(({ id, template: { prefix, suffix } }) =>
      table.inputs(id, 256).map((input) => `${prefix}${input}${suffix}`),
    );
    const known = {
      prefixes: rows.map(({ template }) => template.prefix),
      suffixes: rows.map(({ template }) => template.suffix),
    };
    const skills = new Map(
      rows.map(({ id, template: { prefix, suffix } }) => [combination(prefix, suffix), id]),
    );
    return { words: createFixedWords(known, texts, minerFor(rows[0]?.template)), skills };
  }

  /** Whether a fixed part came back with another text often enough. */
  function repeats(name: string, { text, history }: FixedPart): boolean {
    const texts = seen.get(name) ?? new Set();
    texts.add(shortHash(text, 16));
    touch(seen, name, texts, MOST_SEEN);
    if (texts.size < (history ? 3 : 2)) return false;
    seen.delete(name);
    return true;
  }

  function addSkill(
    app: string,
    part: FixedPart,
    { skills }: Watched,
    prefix: string,
    suffix: string,
  ): string {
    const { key } = part;
    const template = { ...part.template, prefix, suffix };
    const id = skillId(app, key, prefix, suffix);
    const name = skillName(app, template);
    table.add({ id, app, name, key, template, foundAt: clock.now() });
    found(id, name);
    // Examples of a skill that turned out to hold several go where they belong.
    for (const [other, from] of skills) {
      const [start, end] = JSON.parse(other) as [string, string];
      if (!prefix.startsWith(start) || !suffix.endsWith(end)) continue;
      const rest = suffix.slice(0, suffix.length - end.length);
      const count = table.move(from, id, prefix.slice(start.length), rest);
      if (count > 0) moved?.(from, id, count);
    }
    skills.set(combination(prefix, suffix), id);
    return id;
  }

  return {
    find(app, request) {
      const part = fixedPartOf(request);
      if (!part || part.text.trim() === '') return undefined;
      const name = `${part.key} ${app}`;
      let watch = watched.get(name) ?? open(app, part.key);
      if (!watch) {
        if (!repeats(name, part) || table.countOf(app) >= MOST_SKILLS) return undefined;
        watch = {
          words: createFixedWords({ prefixes: [], suffixes: [] }, [], minerFor(part.template)),
          skills: new Map(),
        };
      }
      touch(watched, name, watch, MOST_WATCHED);
      watch.words.see(part.text);
      const { prefix, suffix } = watch.words.split(part.text);
      const before = watch.skills.get(combination(prefix, suffix));
      // It may have been forgotten, by another process too, or it was so old that it was deleted.
      const known = before !== undefined && table.has(before) ? before : undefined;
      if (known === undefined && table.countOf(app) >= MOST_SKILLS) return undefined;
      const skill = known ?? addSkill(app, part, watch, prefix, suffix);
      return { skill, input: part.text.slice(prefix.length, part.text.length - suffix.length) };
    },
    reset() {
      watched.clear();
      seen.clear();
    },
  };
}
