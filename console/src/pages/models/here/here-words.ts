import type { HereModel } from '../../../../../src/contract/index.ts';
import { bytes, count } from '../../../format/words.ts';
import { JOB_WORDS, parameterWords } from '../words.ts';

const ORIGIN: Record<HereModel['origin'], string> = {
  embedded: 'comes with Nearmost',
  pulled: 'fetched',
  'in-place': 'your file, used where it lies',
};

/** What it is for, how large, where from. Pure. */
export function aboutWords({ jobs, bytes: size, origin, licence, parameters }: HereModel): string {
  const what = jobs.map((job) => JOB_WORDS[job].toLowerCase()).join(', ');
  return [
    what,
    `${bytes(size)} on disk`,
    `${parameterWords(parameters)} parameters`,
    `licence ${licence || 'unknown'}`,
    ORIGIN[origin],
  ].join(' · ');
}

/** What came with a model on top of it: skills that it learned, and other versions of itself; '' where nothing did. Pure. */
export function onTopWords(skills: readonly HereModel[]): string {
  const isSkill = ({ jobs }: HereModel): boolean => jobs.includes('skill');
  const named = (models: readonly HereModel[], one: string): string[] =>
    models.length === 0
      ? []
      : [`${count(models.length, one)}: ${models.map(({ model }) => model.split('+').at(-1)).join(', ')}`];
  const parts = [
    ...named(skills.filter(isSkill), 'skill'),
    ...named(
      skills.filter((one) => !isSkill(one)),
      'variant',
    ),
  ];
  return parts.length === 0 ? '' : `With ${parts.join(' · ')}`;
}

/** Skills stand under the model that they belong on; others stand alone. Pure. */
export function withSkills(models: readonly HereModel[]): { model: HereModel; skills: HereModel[] }[] {
  const ids = new Set(models.map(({ model }) => model));
  return models
    .filter(({ base }) => base === null || !ids.has(base))
    .map((model) => ({ model, skills: models.filter(({ base }) => base === model.model) }));
}
