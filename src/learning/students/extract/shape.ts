import type { CopyField, Sample } from './copies.ts';
import type { Encoded } from './encode.ts';
import { learnOrder, type KeyOrder } from './key-order.ts';
import { keyOf } from './path.ts';
import { learnWording, type Wording } from './wording.ts';

/** A set of closed leaves that is decided at once: its classes are what they can be. */
interface Group {
  /** Each class: keys and JSON of the leaves it sets. */
  readonly classes: readonly (readonly [string, string])[][];
}

/** What a stretch of the text can fill. */
interface Tag {
  readonly key: string;
  readonly variant: string;
}

/** How a copy leaf or its container looks when nothing fills it: JSON, or "" for missing. */
interface AbsentForm {
  readonly key: string;
  readonly usual: string;
  /** By class of the leading group, where it differs. */
  readonly byClass: Readonly<Record<string, string>>;
}

/** All that is known of the answers of a skill; plain JSON. */
export interface Shape {
  readonly groups: readonly Group[];
  /** The group that says most about which tags there are; -1: no group. */
  readonly leading: number;
  readonly tags: readonly Tag[];
  /** Tags seen with each class of the leading group. */
  readonly tagsByClass: readonly (readonly number[])[];
  readonly absent: readonly AbsentForm[];
  readonly order: readonly KeyOrder[];
  readonly wording: readonly Wording[];
}

/** One group for all closed leaves up to so many classes; more: a group for each leaf. */
const JOINT_CLASSES = 64;
const MAX_CLASSES = 256;
/** Share of the examples whose class was seen once, above which leaves are decided apart. */
const RARE_CLASSES = 0.03;
const MAX_TAGS = 120;

const ranked = (counts: ReadonlyMap<string, number>): [string, number][] =>
  [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));

function tally(names: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function groupsOf(encoded: readonly Encoded[]): Group[] {
  const keys = new Set(encoded.flatMap(({ closed }) => closed.map(([key]) => key)));
  if (keys.size === 0) return [];
  const joint = tally(encoded.map(({ closed }) => JSON.stringify(closed)));
  const rare = [...joint.values()].filter((count) => count === 1).length;
  if (
    keys.size === 1 ||
    (joint.size <= JOINT_CLASSES && rare <= Math.max(1, RARE_CLASSES * encoded.length))
  ) {
    const classes = ranked(joint).slice(0, MAX_CLASSES);
    return [{ classes: classes.map(([label]) => JSON.parse(label) as [string, string][]) }];
  }
  return [...keys].sort().map((key) => {
    const values = tally(encoded.map(({ closed }) => closed.find(([name]) => name === key)?.[1] ?? ''));
    const often = ranked(values).filter(([, count], i) => i === 0 || count > 1 || encoded.length < 20);
    return {
      classes: often.slice(0, MAX_CLASSES).map(([json]): [string, string][] => (json ? [[key, json]] : [])),
    };
  });
}

/** Class of an answer in a group; -1: a rare one that was left out. */
function classIn(group: Group, closed: readonly (readonly [string, string])[], joint: boolean): number {
  const keys = new Set(group.classes.flatMap((entries) => entries.map(([key]) => key)));
  const own = joint ? closed : closed.filter(([key]) => keys.has(key));
  const label = JSON.stringify(own);
  return group.classes.findIndex((entries) => JSON.stringify(entries) === label);
}

/** How much the classes of a group say about the tags. */
function tellsOfTags(classes: Int32Array, tags: readonly (readonly number[])[]): number {
  const pairs = new Map<string, number>();
  const byTag = new Map<number, number>();
  const byClass = tally([...classes].map(String));
  tags.forEach((own, i) => {
    for (const tag of new Set(own)) {
      byTag.set(tag, (byTag.get(tag) ?? 0) + 1);
      const pair = `${classes[i]} ${tag}`;
      pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
    }
  });
  let sum = 0;
  for (const [name, inClass] of byClass)
    for (const [tag, withTag] of byTag)
      sum += Math.abs((pairs.get(`${name} ${tag}`) ?? 0) - (inClass * withTag) / tags.length);
  return sum;
}

function absentForms(encoded: readonly Encoded[], leading: Int32Array | undefined): AbsentForm[] {
  const forms = new Map<string, { all: string[]; byClass: Map<number, string[]> }>();
  encoded.forEach(({ absent }, i) => {
    for (const [key, form] of absent) {
      const own = forms.get(key) ?? { all: [], byClass: new Map<number, string[]>() };
      forms.set(key, own);
      own.all.push(form);
      const cls = leading?.[i] ?? -1;
      own.byClass.set(cls, [...(own.byClass.get(cls) ?? []), form]);
    }
  });
  const usual = (list: readonly string[]): string => ranked(tally(list))[0]?.[0] ?? '';
  return [...forms].map(([key, { all, byClass }]) => ({
    key,
    usual: usual(all),
    byClass: Object.fromEntries(
      [...byClass]
        .map(([cls, list]) => [String(cls), usual(list)] as const)
        .filter(([, form]) => form !== usual(all)),
    ),
  }));
}

/** The examples in numbers: classes by group, tags of the filled stretches. -1: left out. */
export interface Coded {
  readonly classes: readonly Int32Array[];
  readonly tags: readonly (readonly number[])[];
}

/** Learns the shape of the answers from examples that were taken apart. */
export function learnShape(
  samples: readonly Sample[],
  encoded: readonly Encoded[],
  copies: readonly CopyField[],
): { shape: Shape; coded: Coded } {
  const groups = groupsOf(encoded);
  const joint = groups.length === 1;
  const codes = groups.map((group) => {
    const known = new Map<string, number>();
    return Int32Array.from(encoded, ({ closed }) => {
      const label = JSON.stringify(closed);
      const code = known.get(label) ?? classIn(group, closed, joint);
      known.set(label, code);
      return code;
    });
  });
  const tagCounts = tally(encoded.flatMap(({ filled }) => filled.map(tagName)));
  const names = ranked(tagCounts)
    .slice(0, MAX_TAGS)
    .map(([name]) => name);
  const numbers = new Map(names.map((name, i) => [name, i]));
  const tags = encoded.map(({ filled }) => filled.map((part) => numbers.get(tagName(part)) ?? -1));
  const scores = codes.map((classes) => tellsOfTags(classes, tags));
  const leading = scores.length === 0 ? -1 : scores.indexOf(Math.max(...scores));
  const classCount = groups[leading]?.classes.length ?? 1;
  const tagsByClass = Array.from({ length: classCount }, () => new Set<number>());
  tags.forEach((own, i) => {
    for (const tag of own) if (tag >= 0) tagsByClass[codes[leading]?.[i] ?? 0]?.add(tag);
  });
  return {
    shape: {
      groups,
      leading,
      tags: names
        .map((name) => JSON.parse(name) as [string, string])
        .map(([key, variant]) => ({ key, variant })),
      tagsByClass: tagsByClass.map((set) => [...set].sort((a, b) => a - b)),
      absent: absentForms(encoded, codes[leading]),
      order: learnOrder(
        samples.map(({ value }) => value),
        encoded,
        new Set(copies.map(({ path }) => keyOf(path))),
      ),
      wording: learnWording(samples, encoded, copies),
    },
    coded: { classes: codes, tags },
  };
}

const tagName = ({ key, variant }: { key: string; variant: string }): string =>
  JSON.stringify([key, variant]);
