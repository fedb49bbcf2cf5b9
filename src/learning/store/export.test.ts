import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SkillDetail } from '../../contract/index.ts';
import { tempFolder, tempHome } from '../../store/testing/temp-home.ts';
import { filesOf, openStore, sampleExample, sampleSkill, summaryOf } from '../testing/open-store.ts';
import { exportSkill } from './export.ts';

function filled() {
  const home = tempHome();
  const opened = openStore(home);
  const { store, table } = opened;
  const schema = { type: 'object' };
  table.add(
    sampleSkill({
      template: {
        messages: [{ role: 'system', content: 'Sort mail.' }],
        responseFormat: { type: 'json_schema', schema },
        prefix: 'Mail: ',
        suffix: '\nFolder?',
      },
    }),
  );
  store.add(sampleExample({ input: 'line\nbreak "quoted" 😀' }));
  store.add(sampleExample({ input: 'dropped', dropped: 'duplicate' }));
  const [good, bad] = [filesOf('good'), filesOf('bad')];
  store.saveStudent('mail-1', summaryOf(1, good), good, [1]);
  store.saveStudent('mail-1', summaryOf(2, bad), bad, [1]);
  rmSync(join(home.skills, summaryOf(2, bad).digest, 'model.bin'));
  const row = table.get('mail-1');
  const detail = {
    id: 'mail-1',
    students: store.students('mail-1'),
    stage: 'serving',
  } as unknown as SkillDetail;
  return { store, row, detail, schema };
}

test('examples, students and record are written for the owner alone; damage is named', () => {
  const { store, row, detail, schema } = filled();
  const folder = join(tempFolder(), 'deep', 'out');
  const paths = exportSkill(store, row, detail, folder);
  expect(paths.map((path) => path.slice(folder.length + 1))).toEqual([
    'examples.jsonl',
    join('students', '1', 'model.bin'),
    'record.json',
  ]);
  for (const path of paths) expect(statSync(path).mode & 0o777).toBe(0o600);
  const lines = readFileSync(join(folder, 'examples.jsonl'), 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    {
      app: 'mail',
      system: 'Sort mail.',
      input: 'Mail: line\nbreak "quoted" 😀\nFolder?',
      output: 'spam',
      response_format: { type: 'json_schema', json_schema: { name: 'answer', schema } },
      label: 'public',
      provenance: 'handed-over',
      teacher: 'openai/large',
      at: 10,
    },
  ]);
  expect(readFileSync(join(folder, 'students', '1', 'model.bin'), 'utf8')).toBe('good');
  expect(JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8'))).toMatchObject({
    format: 1,
    id: 'mail-1',
    template: { prefix: 'Mail: ' },
    damaged: [{ version: 2, why: expect.stringContaining('is damaged') }],
  });
});

test('a folder that holds something, or is a file, is refused and stays as it is', () => {
  const { store, row, detail } = filled();
  const folder = tempFolder();
  writeFileSync(join(folder, 'mine'), 'x');
  for (const taken of [folder, join(folder, 'mine'), join(folder, 'mine', 'below')])
    expect(() => exportSkill(store, row, detail, taken)).toThrow(
      expect.objectContaining({ code: 'invalid_request', param: 'folder' }),
    );
  expect(readFileSync(join(folder, 'mine'), 'utf8')).toBe('x');
});
