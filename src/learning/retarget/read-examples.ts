import { z } from 'zod';
import { plainText } from '../../adapters/plain-file.ts';
import { LABELS, NearmostError, type ExportedExample } from '../../contract/index.ts';
import { LONGEST } from '../capture/policy.ts';

const MOST_BYTES = 256 * 2 ** 20;
const MOST_EXAMPLES = 100_000;

const shape = z.looseObject({
  app: z.string().min(1).max(64),
  system: z.string().max(LONGEST),
  input: z.string().max(LONGEST),
  output: z.string().max(LONGEST),
  response_format: z.unknown().optional(),
  label: z.enum(LABELS),
  provenance: z.string().max(40),
  teacher: z.string().min(1).max(200),
  at: z.number().min(0).max(8.64e15),
});

/**
 * Reads `examples.jsonl` as an export writes it: examples of one skill, oldest first.
 * @throws invalid_package for a file that is too long, no plain file, or holds anything else
 */
export function readExamples(path: string): ExportedExample[] {
  const bad = (why: string): NearmostError =>
    new NearmostError('invalid_package', `${path} cannot be learned from: ${why}.`, {
      hint: 'Export the skill again: nearmost learn export <skill> <folder>',
    });
  const examples: ExportedExample[] = [];
  let number = 0;
  for (const line of plainText(path, MOST_BYTES).split('\n')) {
    number += 1;
    if (line.trim() === '') continue;
    if (examples.length === MOST_EXAMPLES) throw bad(`it holds more than ${MOST_EXAMPLES} examples`);
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      throw bad(`line ${number} is no JSON`);
    }
    const { data, error } = shape.safeParse(value);
    if (!data) throw bad(`line ${number} is no example (${error.issues[0]?.path.join('.') || 'its whole'})`);
    examples.push(data);
  }
  const [first] = examples;
  if (!first) throw bad('it holds no examples');
  const fixed = ({ app, system, response_format: format }: ExportedExample): string =>
    JSON.stringify([app, system, format]);
  if (examples.some((one) => fixed(one) !== fixed(first)))
    throw bad('its examples are of more than one skill');
  return examples.toSorted((a, b) => a.at - b.at);
}
