import type { SkillLoop } from './skill-loop.ts';

/** The loops of the skills that are in use, each made when it is first asked for. */
export interface Loops {
  of(skill: string): SkillLoop;
  all(): Iterable<SkillLoop>;
  /** What was forgotten or moved must not live on in memory. */
  drop(skills: Iterable<string>): void;
}

export function createLoops(make: (skill: string) => SkillLoop): Loops {
  const loops = new Map<string, SkillLoop>();
  return {
    of(skill) {
      const known = loops.get(skill) ?? make(skill);
      loops.set(skill, known);
      return known;
    },
    all: () => [...loops.values()],
    drop(skills) {
      for (const skill of skills) loops.delete(skill);
    },
  };
}
