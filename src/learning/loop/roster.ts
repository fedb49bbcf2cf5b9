import { NearmostError, type StudentSummary } from '../../contract/index.ts';
import type { SkillStore } from '../skill-store.ts';
import type { Student, StudentTrainer } from '../student.ts';

export interface Roster {
  /** The student of a version when it is in memory. */
  readonly get: (version: number) => Student | undefined;
  readonly put: (version: number, student: Student) => void;
  /** Keeps these versions in memory and lets the others go. */
  readonly keep: (versions: Iterable<number>) => void;
  readonly summary: (version: number | undefined) => StudentSummary | null;
  /** Reads a student from the store when it is not in memory. @throws NearmostError when its files are damaged. */
  readonly load: (version: number) => Promise<Student>;
}

/** The students of one skill that are in memory. */
export function createRoster(skill: string, store: SkillStore, trainers: readonly StudentTrainer[]): Roster {
  const students = new Map<number, Student>();
  const summary = (version: number | undefined): StudentSummary | null =>
    version === undefined ? null : (store.students(skill).find((one) => one.version === version) ?? null);
  return {
    get: (version) => students.get(version),
    put: (version, student) => void students.set(version, student),
    keep(versions) {
      const wanted = new Set(versions);
      for (const version of students.keys()) if (!wanted.has(version)) students.delete(version);
    },
    summary,
    async load(version) {
      const here = students.get(version);
      if (here) return here;
      const found = summary(version);
      const trainer = trainers.find(({ kind }) => kind === found?.kind);
      if (!found || !trainer)
        throw new NearmostError(
          'not_found',
          `This skill has no student of version ${version} that can be loaded.`,
          {
            hint: 'See its students: nearmost learn status <skill>',
          },
        );
      const student = await trainer.load(store.files(found.digest));
      students.set(version, student);
      return student;
    },
  };
}
