import type { SkillEvent, StudentSummary } from '../contract/index.ts';
import type { Example } from './example.ts';
import type { StudentFiles } from './student.ts';

/** Where the loop of one skill keeps what it knows. Everything survives a kill -9. */
export interface SkillStore {
  /** Examples that are used, oldest first. */
  examples(skill: string): Example[];
  /** The newest `count` of them, oldest first. */
  newest(skill: string, count: number): Example[];
  /** Stores an example and gives it its number. */
  add(example: Example): Example;
  /** Stores a student with its files (content-addressed) and its gate record; replaces the record of the same version. */
  saveStudent(skill: string, summary: StudentSummary, files: StudentFiles, examples: readonly number[]): void;
  setStudent(skill: string, summary: StudentSummary): void;
  students(skill: string): StudentSummary[];
  /** @throws NearmostError when files are missing or damaged. */
  files(digest: string): StudentFiles;
  /** The loop's own state as JSON; undefined: none yet. */
  state(skill: string): unknown;
  setState(skill: string, state: unknown): void;
  event(skill: string, event: SkillEvent): void;
  events(skill: string): SkillEvent[];
}
