import { numbersOf } from '../../src/router/prompt-features.ts';
import { arithmetic } from './arithmetic.ts';

const many = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;
const plain = (text: string): string => text.replaceAll(/[,$€£]/g, '').replaceAll(/[×x](?=\s*[\d(])/g, '*');
const near = (a: number, b: number): boolean => Math.abs(a - b) <= Math.max(0.011, Math.abs(b) * 0.006);

interface Equation {
  readonly left: string;
  readonly value: number;
  readonly result: number;
}

/** "12 + 3 = 15" and "<<12+3=15>>": what stands left and right of an equals sign, where both are numbers. */
function equationsOf(answer: string): Equation[] {
  const found: Equation[] = [];
  const flat = plain(answer).replaceAll('\\*', '*').replaceAll('÷', '/');
  for (const [, left = '', right = ''] of flat.matchAll(
    /([-+*/().\d\s]*\d\)?\s*[-+*/]\s*[-+*/().\d\s]*\d[)\s]*)=\s*(?:<<[^=>]*=)?\s*(-?\d+(?:\.\d+)?(?:\/\d+)?)/g,
  )) {
    const value = arithmetic(left.trim());
    const result = arithmetic(right);
    if (value !== undefined && result !== undefined) found.push({ left, value, result });
  }
  return found;
}

const FINAL = /####\s*(.*)/;

/** What the weak model's answer to a word problem shows of itself: its arithmetic, its end, what it used of the prompt. */
export function answerFeatures(prompt: string, answer: string): number[] {
  const notes = [...answer.matchAll(/<<([^=<>]+)=([^<>]+)>>/g)];
  const wrongNotes = notes.filter(([, left = '', right = '']) => {
    const value = arithmetic(plain(left).replaceAll('%', '/100').trim());
    const said = Number.parseFloat(plain(right));
    return value !== undefined && !near(said, value);
  }).length;
  const equations = equationsOf(answer);
  const wrong = equations.filter(({ value, result }) => !near(result, value)).length;
  const final = FINAL.exec(answer)?.[1];
  const value = final === undefined ? Number.NaN : (numbersOf(final)[0] ?? Number.NaN);
  const known = Number.isFinite(value);
  const body = final === undefined ? answer : answer.slice(0, answer.lastIndexOf('####'));
  const given = new Set(numbersOf(prompt));
  const used = new Set(numbersOf(body));
  const results = equations.map(({ result }) => result);
  const last = results.at(-1);
  const reused = results
    .slice(0, -1)
    .filter((result, i) =>
      equations.slice(i + 1).some(({ left }) => numbersOf(left).includes(result)),
    ).length;
  const made = new Set(results);
  const unexplained = [...used].filter((number) => !given.has(number) && !made.has(number)).length;
  const unused = [...given].filter((number) => !used.has(number)).length;
  const largest = Math.max(1, ...given);
  return [
    Math.log1p(answer.length),
    Math.log1p(answer.length) - Math.log1p(prompt.length),
    many(answer.trim(), /\n/g),
    notes.length,
    wrongNotes,
    equations.length,
    wrong,
    wrong > 0 || wrongNotes > 0 ? 1 : 0,
    final === undefined ? 1 : 0,
    final === undefined && !/[.!?\d]\s*$/.test(answer) ? 1 : 0,
    known ? 0 : 1,
    known && !Number.isInteger(value) ? 1 : 0,
    known && value <= 0 ? 1 : 0,
    known ? Math.log1p(Math.abs(value)) : 0,
    known ? Math.log1p(Math.abs(value)) - Math.log1p(largest) : 0,
    known && given.has(value) ? 1 : 0,
    known && last !== undefined && near(last, value) ? 1 : 0,
    known && results.some((result) => near(result, value)) ? 1 : 0,
    known && used.has(value) ? 1 : 0,
    known && value > 0 && value % 10 === 0 ? 1 : 0,
    final !== undefined && /[a-z]/i.test(final) ? 1 : 0,
    final !== undefined && /[$%]/.test(final) ? 1 : 0,
    unused,
    unused / Math.max(1, given.size),
    unexplained,
    results.length > 1 ? reused / (results.length - 1) : 1,
    new Set(equations.map(({ left }) => left.replaceAll(/\s/g, ''))).size - equations.length,
    results.filter((result) => !Number.isInteger(result)).length,
    results.filter((result) => result < 0).length,
    many(answer, /\b(?:let|assume|suppose|denote|equation)\b/gi),
    many(answer, /\b(?:however|but|actually|although|since)\b/gi),
    many(answer, /\b(?:round\w*|approximate\w*|about|nearest|closest)\b|≈/gi),
    many(answer, /\b(?:so|therefore|thus|in total|altogether)\b/gi),
    many(answer, /\bhalf\b|\bpercent|%/gi) - many(prompt, /\bhalf\b|\bpercent|%/gi),
    many(body, /\*/g),
    many(body, /\//g),
    many(body, /\+/g),
    many(body, /\d\s*-\s*\$?\d/g),
    results.length - given.size,
  ];
}
