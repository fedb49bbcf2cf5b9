import { onTestFinished } from 'vitest';
import type { ForgetScope, StudentSummary } from '../../contract/index.ts';
import { openDatabase, type Database } from '../../store/database.ts';
import type { Home } from '../../store/home.ts';
import type { Example } from '../example.ts';
import { filesDigest } from '../files-digest.ts';
import type { SkillStore } from '../skill-store.ts';
import { createConsents, type Consents } from '../store/consents.ts';
import { forget, type Forgotten } from '../store/forget.ts';
import { createSkillStore } from '../store/skill-store.ts';
import { createSkillTable, type SkillRow, type SkillTable } from '../store/skill-table.ts';
import { createStudentBlobs, type StudentBlobs } from '../store/student-files.ts';
import type { StudentFiles } from '../student.ts';

export interface OpenStore {
  readonly database: Database;
  readonly blobs: StudentBlobs;
  readonly store: SkillStore;
  readonly table: SkillTable;
  readonly consents: Consents;
  forget(scope: ForgetScope): Forgotten;
}

/** Everything that learning keeps, over a real database; closed when the test ends. */
export function openStore(home: Home, now: () => number = () => 1000): OpenStore {
  const database = openDatabase(home.database);
  onTestFinished(() => database.close());
  const blobs = createStudentBlobs(home.skills);
  const clock = { now };
  return {
    database,
    blobs,
    store: createSkillStore(database, blobs),
    table: createSkillTable(database),
    consents: createConsents(database, clock),
    forget: (scope) => forget({ database, blobs, clock }, scope),
  };
}

export const sampleSkill = (
  change: Partial<SkillRow> = {},
): Pick<SkillRow, 'id' | 'app' | 'name' | 'key' | 'template' | 'foundAt'> => ({
  id: 'mail-1',
  app: 'mail',
  name: 'Classify this mail',
  key: 'k1',
  template: { messages: [{ role: 'system', content: 'Classify this mail.' }], prefix: '', suffix: '' },
  foundAt: 1,
  ...change,
});

export const sampleExample = (change: Partial<Example> = {}): Example => ({
  id: 0,
  skill: 'mail-1',
  at: 10,
  input: 'You won!',
  output: 'spam',
  label: 'public',
  provenance: 'handed-over',
  teacher: 'openai/large',
  requestId: null,
  dropped: null,
  ...change,
});

export const filesOf = (text: string): StudentFiles =>
  new Map([['model.bin', new Uint8Array(Buffer.from(text))]]);

export const summaryOf = (
  version: number,
  files: StudentFiles,
  change: Partial<StudentSummary> = {},
): StudentSummary => ({
  version,
  kind: 'probe',
  state: 'candidate',
  trainedAt: 20,
  trainedOn: 40,
  bytes: 1234,
  digest: filesDigest(files),
  threshold: 0.8,
  coverage: 0.7,
  agreement: { share: 0.98, lower: 0.955, n: 200 },
  base: null,
  verdict: 'passed',
  ...change,
});
