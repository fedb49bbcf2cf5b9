import { z } from 'zod';
import type { Calibration, ResponseFormat } from '../contract/index.ts';
import { NearmostError } from '../contract/errors.ts';
import { canonicalJson } from './canonical-json.ts';
import { doubleName, isPlainName } from './file-name.ts';
import { SKILL_NAME } from './skill-name.ts';
import { VERSION } from './version.ts';

/** The dataset of a skill, where a package brings it. */
export const EXAMPLES_FILE = 'examples.jsonl';
/** Longest manifest, in bytes of its canonical form. */
export const MOST_MANIFEST_BYTES: number = 256 * 1024;
const MOST_FILES = 64;
/** Of one file, and of all files of a package: beyond it a number is a lie or a bomb. */
const MOST_FILE_BYTES = 4 * 2 ** 30;
const MOST_BYTES = 8 * 2 ** 30;

const digest = z.string().regex(/^[\da-f]{64}$/, 'a sha256 has 64 hexadecimal digits');
/** A line that is shown to people: nothing in it may steer a terminal or turn the direction of writing. */
const words = (most: number): z.ZodString =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}\p{Cf}\u2028\u2029]+$/u, 'it is one line without control characters');
/** Seconds are enough, and one way to write them. */
const moment = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, 'a time is written 2026-11-21T12:00:00Z')
  .refine((text) => !Number.isNaN(Date.parse(text)), 'there is no such time');
const json = z.record(z.string(), z.unknown());

const file = z.strictObject({
  name: z
    .string()
    .refine(isPlainName, 'a file has a plain name: letters, digits, dots and dashes, no folder and no ".."'),
  sha256: digest,
  bytes: z.int().min(1).max(MOST_FILE_BYTES),
});

const variant = z.strictObject({
  id: z.string().regex(/^[a-z\d][a-z\d._-]{0,39}$/),
  engine: z.string().regex(/^[a-z\d][a-z\d-]{0,39}$/),
  /** Type of its weights, as `F16`. */
  quantisation: words(20),
  rank: z.int().min(1).max(4096),
  /** Name of its file. */
  file: z.string(),
  /** Bytes of memory that the device must have; absent: any. */
  memoryBytes: z.int().min(1).optional(),
});

const manifest = z.strictObject({
  format: z.literal('nearmost.skill'),
  schema: z.literal(1),
  name: z.string().regex(SKILL_NAME, 'a skill is named like acme.title: small letters, digits, ". - _"'),
  version: z.string().regex(VERSION, 'a version is three numbers like 1.2.0'),
  /** What it does, in a sentence. */
  task: words(500),
  base: z.strictObject({ id: words(100), sha256: digest, architecture: words(60) }),
  files: z.array(file).min(1).max(MOST_FILES),
  /** The first one that a device can run is taken. */
  variants: z.array(variant).min(1).max(MOST_FILES),
  /** How it is asked and read. */
  serve: z.strictObject({
    system: z.string().max(20_000).optional(),
    responseFormat: z
      .custom<ResponseFormat>((value) => {
        const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
        return ['text', 'json_object', 'json_schema'].includes(String(type));
      }, 'a response format has a type')
      .optional(),
    decline: json.optional(),
    calibration: z
      .custom<Calibration>(
        (value) =>
          z
            .object({
              feature: z.enum(['sequence_logprob', 'mean_logprob']),
              method: z.literal('platt'),
              a: z.number(),
              b: z.number(),
              n: z.int(),
              data: z.string(),
            })
            .safeParse(value).success,
        'a calibration has feature, method, a, b, n and data',
      )
      .optional(),
  }),
  /** What was measured, as its maker recorded it. */
  eval: json,
  licence: words(200),
  /** Whose answers it learned from, and what their terms say of it. */
  teachers: z.array(z.strictObject({ name: words(200), terms: words(1000) })).max(50),
  /** Of the examples; absent: the maker does not say. */
  dataset: z.strictObject({ sha256: digest, examples: z.int().min(0).optional() }).optional(),
  created: moment,
  /** After this moment it is not installed any more, so that nobody can hold a device on an old version for ever. */
  expires: moment,
});

/** What a skill package says of itself; everything in it is bound by the signature. */
export type Manifest = z.infer<typeof manifest>;
export type PackageFile = Manifest['files'][number];
export type Variant = Manifest['variants'][number];

const bad = (why: string, param?: string): NearmostError =>
  new NearmostError(
    'invalid_package',
    `This skill package cannot be used: ${why}.`,
    param === undefined ? {} : { param },
  );

/** A newer schema is told apart from a broken one: the way out is another. */
function checkSchema(value: unknown): void {
  const { format, schema } = (typeof value === 'object' && value !== null ? value : {}) as {
    format?: unknown;
    schema?: unknown;
  };
  if (format === 'nearmost.skill' && typeof schema === 'number' && schema > 1)
    throw new NearmostError(
      'invalid_package',
      `This package was made by a newer Nearmost (schema ${schema}, this one reads 1).`,
      { hint: 'Bring Nearmost up to date: npm install nearmost@latest' },
    );
}

/**
 * Checks a parsed manifest: its shape, names, sizes, and that its parts fit each other.
 * @throws invalid_package naming what is wrong
 */
export function checkManifest(value: unknown): Manifest {
  checkSchema(value);
  const { data, error } = manifest.safeParse(value);
  if (!data) {
    const [issue] = error.issues;
    const where = issue?.path.join('.') ?? '';
    throw bad(`${where === '' ? 'its manifest' : where}: ${issue?.message ?? 'is wrong'}`, where);
  }
  if (Buffer.byteLength(canonicalJson(data)) > MOST_MANIFEST_BYTES)
    throw bad(`its manifest is longer than ${MOST_MANIFEST_BYTES} bytes`);
  const names = data.files.map(({ name }) => name);
  const double = doubleName(names);
  if (double !== undefined) throw bad(`two files are named ${double}`, 'files');
  const twice = doubleName(data.variants.map(({ id }) => id));
  if (twice !== undefined) throw bad(`two variants are named ${twice}`, 'variants');
  const lost = data.variants.find(({ file: name }) => !names.includes(name));
  if (lost) throw bad(`the variant ${lost.id} names a file that is not there`, 'variants');
  const examples = data.files.find(({ name }) => name === EXAMPLES_FILE);
  if (examples && examples.sha256 !== data.dataset?.sha256)
    throw bad(`its ${EXAMPLES_FILE} is not the dataset that it names`, 'dataset');
  if (data.files.reduce((sum, { bytes }) => sum + bytes, 0) > MOST_BYTES)
    throw bad(`its files are more than ${MOST_BYTES} bytes`, 'files');
  if (data.expires <= data.created) throw bad('it expires before it was made', 'expires');
  return data;
}
