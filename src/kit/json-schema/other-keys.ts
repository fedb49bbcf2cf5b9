import { either, literal } from './gbnf.ts';
import { complement, jsonCharacter } from './regex-class.ts';

const codes = (name: string): number[] => Array.from(name, (char) => char.codePointAt(0) ?? 0);
const QUOTE = literal('"');
const ANY = jsonCharacter([[0, 0x10ffff]]) ?? '""';

/** GBNF of a JSON string that is none of `names`: a way that leaves the tree of names, then anything. */
export function otherKeys(names: readonly string[]): string {
  const step = (rest: number[][]): string => {
    const ends = rest.some((name) => name.length === 0);
    const heads = new Map<number, number[][]>();
    for (const [first, ...tail] of rest)
      if (first !== undefined) heads.set(first, [...(heads.get(first) ?? []), tail]);
    const other = jsonCharacter(complement([...heads.keys()].map((code) => [code, code] as const)));
    const parts = [...heads].flatMap(([code, tails]) => {
      const head = jsonCharacter([[code, code]]);
      return head === undefined ? [] : [`${head} ${step(tails)}`];
    });
    if (other !== undefined) parts.push(`${other} ${ANY}* ${QUOTE}`);
    if (!ends) parts.push(QUOTE);
    return either(parts);
  };
  return `${QUOTE} ${step(names.map(codes))}`;
}
