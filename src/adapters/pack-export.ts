import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { NearmostError } from '../contract/errors.ts';
import type { ResponseFormat } from '../contract/index.ts';
import { EXAMPLES_FILE, type Manifest } from './manifest.ts';
import type { PackSource } from './pack.ts';
import { plainDigest, plainText } from './plain-file.ts';

const MOST_RECORD_BYTES = 16 * 2 ** 20;
const student = z.looseObject({
  version: z.int(),
  kind: z.string(),
  agreement: z.unknown(),
  coverage: z.unknown(),
});
const record = z.looseObject({
  format: z.literal(1),
  serving: student.nullable(),
  students: z.array(student),
  name: z.string(),
});
const weightsRecord = z.looseObject({
  version: z.literal(1),
  base: z.string(),
  baseId: z.string(),
  prompt: z.enum(['whole', 'input']),
  messages: z.array(z.looseObject({ role: z.string(), content: z.unknown() })),
  responseFormat: z.custom<ResponseFormat>((value) => typeof value === 'object' && value !== null).optional(),
});

function read<T>(path: string, shape: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(plainText(path, MOST_RECORD_BYTES));
  } catch (error) {
    if (NearmostError.isInstance(error)) throw error;
    throw new NearmostError('invalid_package', `${path} is no JSON.`);
  }
  const { data } = shape.safeParse(value);
  if (data === undefined) throw new NearmostError('invalid_package', `${path} is not what an export holds.`);
  return data;
}

/** The message that goes before a request; only templates with at most that can be asked by a name alone. */
function systemOf({ prompt, messages }: z.infer<typeof weightsRecord>): string | undefined {
  if (prompt === 'input' || messages.length === 0) return undefined;
  const [first] = messages;
  if (messages.length === 1 && first?.role === 'system' && typeof first.content === 'string')
    return first.content;
  throw new NearmostError(
    'unsupported',
    'This skill shares a whole conversation with every request, which a package cannot carry yet.',
    { hint: 'Move what is shared into one system message, then train it anew: nearmost learn train <skill>' },
  );
}

/** Digest and number of the examples, and who gave their answers. The texts themselves are not packed unless the owner says so. */
async function datasetOf(path: string): Promise<{ dataset: Manifest['dataset']; teachers: string[] }> {
  if (!existsSync(path)) return { dataset: undefined, teachers: [] };
  const { sha256 } = await plainDigest(path);
  const teachers = new Set<string>();
  let examples = 0;
  for await (const line of createInterface({ input: createReadStream(path) })) {
    if (line === '') continue;
    examples++;
    try {
      const { teacher } = JSON.parse(line) as { teacher?: unknown };
      if (typeof teacher === 'string') teachers.add(teacher);
    } catch {
      throw new NearmostError('invalid_package', `${path} holds a line that is no JSON.`);
    }
  }
  return { dataset: { sha256, examples }, teachers: [...teachers] };
}

/**
 * A skill that `nearmost learn export` wrote: its record, and the student that serves or the one that is named.
 * @throws unsupported for students that are no low-rank weights, invalid_package
 */
export async function exportSource(
  folder: string,
  version: number | undefined,
  termsOf: (teacher: string) => string,
): Promise<PackSource> {
  const { serving, students } = read(join(folder, 'record.json'), record);
  const chosen = version === undefined ? serving : students.find((one) => one.version === version);
  if (!chosen)
    throw new NearmostError(
      'invalid_request',
      version === undefined ? 'No student of this skill serves.' : `This skill has no student ${version}.`,
      {
        param: 'student',
        hint: 'See its students: nearmost learn status <skill>. Then: nearmost skill pack <folder> --student <version>',
      },
    );
  if (chosen.kind !== 'adapter')
    throw new NearmostError(
      'unsupported',
      `Student ${chosen.version} is of the kind ${chosen.kind}, which remembers texts of its owner; only low-rank weights are packed.`,
      { hint: 'Train one: nearmost learn train <skill> --student adapter' },
    );
  const place = join(folder, 'students', String(chosen.version));
  const known = read(join(place, 'adapter.json'), weightsRecord);
  const system = systemOf(known);
  const examples = join(folder, EXAMPLES_FILE);
  const { dataset, teachers } = await datasetOf(examples);
  return {
    name: undefined,
    version: `${chosen.version}.0.0`,
    task: undefined,
    licence: undefined,
    weights: join(place, 'adapter.gguf'),
    base: { id: known.baseId, sha256: known.base },
    serve: {
      ...(system === undefined ? {} : { system }),
      ...(known.responseFormat === undefined ? {} : { responseFormat: known.responseFormat }),
    },
    eval: { agreement: chosen.agreement ?? null, coverage: chosen.coverage ?? null },
    teachers: teachers.map((name) => ({ name, terms: termsOf(name) })),
    dataset,
    examples: dataset?.examples ? examples : undefined,
  };
}
