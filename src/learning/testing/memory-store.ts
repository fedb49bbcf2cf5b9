import type { SkillEvent, StudentSummary } from '../../contract/index.ts';
import { NearmostError } from '../../contract/index.ts';
import type { Example } from '../example.ts';
import { filesDigest } from '../files-digest.ts';
import type { SkillStore } from '../skill-store.ts';
import type { StudentFiles } from '../student.ts';

interface Kept {
  readonly examples: Example[];
  readonly students: Map<number, StudentSummary>;
  readonly events: SkillEvent[];
  state: string | undefined;
}

/** A store that lives as long as the process, for tests. `blobs` can be damaged by a test. */
export function createMemoryStore(): SkillStore & { readonly blobs: Map<string, StudentFiles> } {
  const skills = new Map<string, Kept>();
  const blobs = new Map<string, StudentFiles>();
  let last = 0;
  const of = (skill: string): Kept => {
    const kept = skills.get(skill) ?? { examples: [], students: new Map(), events: [], state: undefined };
    skills.set(skill, kept);
    return kept;
  };
  return {
    blobs,
    examples: (skill) => of(skill).examples.filter(({ dropped }) => dropped === null),
    newest: (skill, count) =>
      of(skill)
        .examples.filter(({ dropped }) => dropped === null)
        .slice(-count),
    add(example) {
      const stored = { ...example, id: ++last };
      of(example.skill).examples.push(stored);
      return stored;
    },
    saveStudent(skill, summary, files) {
      of(skill).students.set(summary.version, summary);
      blobs.set(summary.digest, files);
    },
    setStudent: (skill, summary) => void of(skill).students.set(summary.version, summary),
    students: (skill) => [...of(skill).students.values()],
    files(digest) {
      const files = blobs.get(digest);
      if (!files || filesDigest(files) !== digest)
        throw new NearmostError(
          'invalid_model_file',
          `The files of student ${digest.slice(0, 12)} are missing or damaged.`,
        );
      return files;
    },
    state: (skill) => {
      const { state } = of(skill);
      return state === undefined ? undefined : (JSON.parse(state) as unknown);
    },
    setState: (skill, state) => void (of(skill).state = JSON.stringify(state)),
    event: (skill, event) => void of(skill).events.push(event),
    events: (skill) => [...of(skill).events],
  };
}
