import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { NearmostError, type ExportedExample, type SkillDetail } from '../../contract/index.ts';
import { isDiskFull, writeFileAtomic } from '../../store/write-file.ts';
import type { Example } from '../example.ts';
import type { SkillStore } from '../skill-store.ts';
import { systemOf, type Template } from '../template.ts';
import type { SkillRow } from './skill-table.ts';

/** The response format as it stands in a request of the OpenAI dialect. */
function wireFormat({ responseFormat }: Template): unknown {
  if (responseFormat?.type !== 'json_schema') return responseFormat;
  const { name = 'answer', schema, strict } = responseFormat;
  return { type: 'json_schema', json_schema: { name, schema, ...(strict === undefined ? {} : { strict }) } };
}

/** An example as it is exported: the whole user message, so that it can be sent again. */
function exportedExample(
  { app, template }: Pick<SkillRow, 'app' | 'template'>,
  { input, output, label, provenance, teacher, at }: Example,
): ExportedExample {
  const format = wireFormat(template);
  return {
    app,
    system: systemOf(template),
    input: `${template.prefix}${input}${template.suffix}`,
    output,
    ...(format === undefined ? {} : { response_format: format }),
    label,
    provenance,
    teacher,
    at,
  };
}

function openFolder(folder: string): string {
  const path = resolve(folder);
  const refuse = (why: string, cause?: unknown): NearmostError =>
    new NearmostError('invalid_request', `Nothing was exported to ${path}: ${why}.`, {
      param: 'folder',
      hint: 'Name a new or empty folder: nearmost learn export <skill> <folder>',
      cause,
    });
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    if (readdirSync(path).length > 0) throw refuse('it is not empty');
  } catch (error) {
    if (NearmostError.isInstance(error)) throw error;
    if (isDiskFull(error)) throw new NearmostError('disk_full', `The disk is full: ${path} was not made.`);
    throw refuse(existsSync(path) ? 'it is not a folder that can be used' : 'it cannot be made', error);
  }
  return path;
}

/**
 * Writes a skill into a new or empty folder, for the owner's eyes only: `examples.jsonl` (a line an example),
 * `students/<version>/` with their files, and last `record.json` with template, students, gate figures and history.
 * Returns the paths. Students whose files are damaged are left out and named in the record.
 * @throws invalid_request for a folder that holds something, disk_full
 */
export function exportSkill(
  store: Pick<SkillStore, 'examples' | 'files'>,
  row: SkillRow,
  detail: SkillDetail,
  folder: string,
): string[] {
  const root = openFolder(folder);
  const paths: string[] = [];
  const write = (path: string, text: string): void => {
    writeFileAtomic(path, text);
    paths.push(path);
  };
  const lines = store.examples(row.id).map((each) => `${JSON.stringify(exportedExample(row, each))}\n`);
  write(join(root, 'examples.jsonl'), lines.join(''));
  const damaged: { version: number; why: string }[] = [];
  for (const { version, digest } of detail.students)
    try {
      const files = store.files(digest);
      const place = join(root, 'students', String(version));
      mkdirSync(place, { recursive: true, mode: 0o700 });
      for (const [name, bytes] of files) {
        writeFileSync(join(place, name), bytes, { mode: 0o600 });
        paths.push(join(place, name));
      }
    } catch (error) {
      if (isDiskFull(error))
        throw new NearmostError('disk_full', `The disk is full: ${root} is not complete.`);
      damaged.push({ version, why: NearmostError.from(error).message });
    }
  const record = { format: 1, ...detail, template: row.template, foundAt: row.foundAt, damaged };
  write(join(root, 'record.json'), `${JSON.stringify(record, null, 2)}\n`);
  return paths;
}
