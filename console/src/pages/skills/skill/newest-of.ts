import type { SkillDetail, StudentSummary } from '../../../../../src/contract/index.ts';

/** The newest student of each kind, and the one that answers. */
export function newestOf(skill: Pick<SkillDetail, 'students' | 'serving'>): StudentSummary[] {
  const newest = Map.groupBy(skill.students, ({ kind }) => kind);
  const shown = [...newest.values()].flatMap((students) => students.at(-1) ?? []);
  const { serving } = skill;
  const missing = serving && !shown.some(({ version }) => version === serving.version) ? [serving] : [];
  return [...shown, ...missing].toSorted((a, b) => b.version - a.version);
}
