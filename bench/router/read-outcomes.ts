import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Outcome } from './outcomes.ts';

const share = z.union([z.number().min(0).max(1), z.boolean().transform(Number)]);
const line = z.object({
  prompt: z.string(),
  weak_ok: share,
  strong_ok: share,
  weak_answer: z.string().optional(),
  group: z.union([z.string(), z.number().transform(String)]).optional(),
});

/**
 * Reads `outcomes.jsonl`. Undefined: there is no such file.
 * @throws Error naming the line that is not an outcome.
 */
export function readOutcomes(path: string): Outcome[] | undefined {
  if (!existsSync(path)) return undefined;
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((text, i) => {
      if (text.trim() === '') return [];
      try {
        const { prompt, weak_ok, strong_ok, weak_answer, group } = line.parse(JSON.parse(text));
        const answer = weak_answer === undefined ? {} : { answer: weak_answer };
        return [{ prompt, weak: weak_ok, strong: strong_ok, group: group ?? prompt, ...answer }];
      } catch (error) {
        const why = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
        throw new Error(`${path}, line ${i + 1}: ${why}`, { cause: error });
      }
    });
}
