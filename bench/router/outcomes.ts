import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readCsv } from './read-csv.ts';

/** One prompt that two models have answered. */
export interface Outcome {
  readonly prompt: string;
  /** How right the weak and the strong model were, 0 to 1. */
  readonly weak: number;
  readonly strong: number;
  /** The weak model's answer, where it is known. The strong one's is never kept: no router sees it. */
  readonly answer?: string;
  /** Prompts of one group never stand on both sides of a split. */
  readonly group: string;
}

const WEAK = 'mistralai/Mixtral-8x7B-Instruct-v0.1';
const STRONG = 'gpt-4-1106-preview';

const lines = <T>(path: string): T[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as T);

/** Prompts that RouteLLM lists as known to the routers' training data. */
const contaminated = (folder: string): Set<string> =>
  new Set(
    lines<{ eval_prompt: string }>(join(folder, 'contaminated_prompts.jsonl')).map(
      ({ eval_prompt }) => eval_prompt,
    ),
  );

/** Rows of a CSV file by column name. */
function table(path: string): Record<string, string>[] {
  const [head = [], ...rows] = readCsv(readFileSync(path, 'utf8'));
  return rows
    .filter((row) => row.length >= head.length)
    .map((row) => Object.fromEntries(head.map((name, i) => [name, row[i] ?? ''])));
}

const right = (cell: string | undefined): number => (cell === 'True' ? 1 : 0);

/** MMLU outcomes (RouteLLM) under `data`. Undefined when absent. */
export function readMmlu(data: string): Outcome[] | undefined {
  const folder = join(data, 'router/mmlu');
  if (!existsSync(folder)) return undefined;
  const left = contaminated(folder);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.csv'))
    .sort()
    .flatMap((file) => table(join(folder, file)))
    .map((row) => ({
      prompt: row['prompt'] ?? '',
      weak: right(row[WEAK]),
      strong: right(row[STRONG]),
      group: row['prompt'] ?? '',
    }))
    .filter(({ prompt }) => !left.has(prompt));
}

/** The last number of a text: after `####` where that stands. */
export function finalNumber(text: string): number | undefined {
  const part = text.includes('####') ? text.slice(text.lastIndexOf('####') + 4).split('\n')[0] : text;
  const found = part?.match(/-?\d[\d,]*(?:\.\d+)?|-?\.\d+/g);
  const last = text.includes('####') ? found?.[0] : found?.at(-1);
  return last === undefined ? undefined : Number(last.replaceAll(',', ''));
}

/** Right answers of GSM8K's test questions; undefined when absent. */
function goldOf(data: string): Map<string, number> | undefined {
  const path = join(data, 'gsm8k/test.jsonl');
  if (!existsSync(path)) return undefined;
  return new Map(
    lines<{ question: string; answer: string }>(path).map(({ question, answer }) => [
      question.trim(),
      finalNumber(answer) ?? Number.NaN,
    ]),
  );
}

/**
 * GSM8K outcomes (RouteLLM) under `data`. Its grader reads "$18.00" as 0; `regraded` compares the last number of each answer
 * with the test set's instead. Undefined when a file is absent.
 */
export function readGsm8k(data: string, regraded: boolean): Outcome[] | undefined {
  const folder = join(data, 'router/gsm8k');
  if (!existsSync(folder)) return undefined;
  const left = contaminated(folder);
  const gold = regraded ? goldOf(data) : undefined;
  if (regraded && !gold) return undefined;
  return table(join(folder, 'gsm8k_responses.csv'))
    .map((row) => {
      const prompt = row['prompt'] ?? '';
      const answer = row[`${WEAK}_response`] ?? '';
      const grade = (model: string): number => {
        const was = right(row[model]);
        const truth = gold?.get(prompt.trim());
        if (truth === undefined) return was;
        const said = finalNumber(row[`${model}_response`] ?? '');
        return said !== undefined && Math.abs(said - truth) < 1e-6 ? 1 : 0;
      };
      return { prompt, weak: grade(WEAK), strong: grade(STRONG), answer, group: prompt };
    })
    .filter(({ prompt }) => !left.has(prompt));
}
