import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { blobPath } from '../../adapters/blobs.ts';
import { readEnvelope, type Envelope, ENVELOPE_FILE } from '../../adapters/envelope.ts';
import { findSigner } from '../../adapters/find-signer.ts';
import { EXAMPLES_FILE } from '../../adapters/manifest.ts';
import { openPackageFolder } from '../../adapters/package-folder.ts';
import type { Places } from '../../adapters/places.ts';
import { checkFile, plainText } from '../../adapters/plain-file.ts';
import { currentOf, readState } from '../../adapters/state.ts';
import { trustedKeys } from '../../adapters/trust.ts';
import { SKILL_NAME } from '../../adapters/skill-name.ts';
import { NearmostError, type ExportedExample, type ResponseFormat } from '../../contract/index.ts';
import type { Template } from '../template.ts';
import { readExamples } from './read-examples.ts';

/** Examples of a skill that came from elsewhere. */
export interface Dataset {
  /** What the folder or package calls the skill; undefined: it does not say. */
  readonly name: string | undefined;
  /** Whole requests, oldest first; at least one. */
  readonly examples: readonly ExportedExample[];
  /** What they have in common. */
  readonly template: Template;
}

const MOST_RECORD_BYTES = 16 * 2 ** 20;
const record = z.looseObject({
  format: z.literal(1),
  id: z.string(),
  template: z.looseObject({
    messages: z.array(
      z.custom<Template['messages'][number]>(
        (value) =>
          typeof value === 'object' &&
          value !== null &&
          'role' in value &&
          ['system', 'user', 'assistant'].includes(String(value.role)) &&
          'content' in value &&
          typeof value.content === 'string',
      ),
    ),
    responseFormat: z.unknown().optional(),
    prefix: z.string(),
    suffix: z.string(),
  }),
});
const wire = z.union([
  z.looseObject({ type: z.literal('text') }).transform((): ResponseFormat => ({ type: 'text' })),
  z
    .looseObject({ type: z.literal('json_object') })
    .transform((): ResponseFormat => ({ type: 'json_object' })),
  z
    .looseObject({
      type: z.literal('json_schema'),
      json_schema: z.looseObject({
        name: z.string().optional(),
        schema: z.record(z.string(), z.unknown()),
        strict: z.boolean().optional(),
      }),
    })
    .transform(({ json_schema: { name, schema, strict } }): ResponseFormat => ({
      type: 'json_schema',
      ...(name === undefined ? {} : { name }),
      schema,
      ...(strict === undefined ? {} : { strict }),
    })),
]);

const bad = (path: string, why: string): NearmostError =>
  new NearmostError('invalid_package', `${path} cannot be learned from: ${why}.`, {
    hint: 'Export the skill again: nearmost learn export <skill> <folder>',
  });

function formatOf(path: string, value: unknown): ResponseFormat | undefined {
  if (value === undefined || value === null) return undefined;
  const { data } = wire.safeParse(value);
  if (!data) throw bad(path, 'its response format is not known');
  return data;
}

/** The template as far as examples tell it: a system message before a request. */
function templateOf(
  path: string,
  { system, response_format: wanted }: ExportedExample,
  known?: ResponseFormat,
): Template {
  const responseFormat = known ?? formatOf(path, wanted);
  return {
    messages: system === '' ? [] : [{ role: 'system', content: system }],
    ...(responseFormat === undefined || responseFormat.type === 'text' ? {} : { responseFormat }),
    prefix: '',
    suffix: '',
  };
}

function fromExamples(path: string, name: string | undefined, known?: ResponseFormat): Dataset {
  const examples = readExamples(path);
  const [first] = examples;
  if (!first) throw bad(path, 'it holds no examples');
  return { name, examples, template: templateOf(path, first, known) };
}

/** What an export says of its template, worked examples and fixed words too. */
function fromExport(folder: string): Dataset {
  const path = join(folder, EXAMPLES_FILE);
  const told = join(folder, 'record.json');
  const plain = fromExamples(path, undefined);
  if (!existsSync(told)) return plain;
  let value: unknown;
  try {
    value = JSON.parse(plainText(told, MOST_RECORD_BYTES));
  } catch (error) {
    if (NearmostError.isInstance(error)) throw error;
    throw bad(told, 'it is no JSON');
  }
  const { data } = record.safeParse(value);
  if (!data) throw bad(told, 'it is not what an export holds');
  const { messages, responseFormat, prefix, suffix } = data.template;
  const format = responseFormat as ResponseFormat | undefined;
  return {
    ...plain,
    name: data.id,
    template: { messages, ...(format === undefined ? {} : { responseFormat: format }), prefix, suffix },
  };
}

async function fromPackage(
  envelope: Envelope,
  places: Places,
  path: (file: string, sha256: string) => string,
): Promise<Dataset> {
  const { manifest } = envelope;
  findSigner(envelope, trustedKeys(places));
  const file = manifest.files.find(({ name }) => name === EXAMPLES_FILE);
  if (!file)
    throw new NearmostError(
      'unsupported',
      `${manifest.name} ${manifest.version} did not bring its examples.`,
      {
        hint: `Ask its publisher for them (nearmost skill pack --with-examples), then: nearmost learn retarget ${manifest.name} --from <folder>`,
      },
    );
  const at = path(file.name, file.sha256);
  await checkFile(at, file);
  return fromExamples(at, manifest.name, manifest.serve.responseFormat);
}

/**
 * Reads the examples of a skill from a folder: a package, whose signer must be trusted and whose manifest binds them, or
 * an export of the owner's own.
 * @throws invalid_package, package_refused, unsupported
 */
export async function readDataset(dir: string, places: Places): Promise<Dataset> {
  const folder = resolve(dir);
  if (existsSync(join(folder, ENVELOPE_FILE))) {
    const { envelope, path } = openPackageFolder(folder);
    return fromPackage(envelope, places, path);
  }
  if (existsSync(join(folder, EXAMPLES_FILE))) return fromExport(folder);
  throw new NearmostError('invalid_request', `${folder} holds no ${EXAMPLES_FILE}.`, {
    param: 'from',
    hint: 'Name a folder that `nearmost learn export` wrote, or a package that brought its examples.',
  });
}

/** The same of an installed package; undefined: none of this name is installed. */
export async function installedDataset(name: string, places: Places): Promise<Dataset | undefined> {
  const state = SKILL_NAME.test(name) ? readState(places, name) : undefined;
  const version = state && currentOf(state);
  if (!version) return undefined;
  return fromPackage(readEnvelope(version.envelope), places, (_, sha256) => blobPath(places, sha256));
}
