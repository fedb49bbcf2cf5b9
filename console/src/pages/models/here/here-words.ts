import type { HereModel } from '../../../../../src/contract/index.ts';
import { bytes } from '../../../format/words.ts';
import { JOB_WORDS, parameterWords } from '../words.ts';

const ORIGIN: Record<HereModel['origin'], string> = {
  embedded: 'comes with Nearmost',
  pulled: 'fetched',
  'in-place': 'your file, used where it lies',
};

/** What it is for, how large, where from. Pure. */
export function aboutWords({ jobs, bytes: size, origin, licence, parameters }: HereModel): string {
  const what = jobs.map((job) => JOB_WORDS[job].toLowerCase()).join(', ');
  return [what, `${bytes(size)} on disk`, `${parameterWords(parameters)} parameters`, licence, ORIGIN[origin]]
    .filter(Boolean)
    .join(' · ');
}

/** Skills stand under the model that they belong on; others stand alone. Pure. */
export function withSkills(models: readonly HereModel[]): { model: HereModel; skills: HereModel[] }[] {
  const ids = new Set(models.map(({ model }) => model));
  return models
    .filter(({ base }) => base === null || !ids.has(base))
    .map((model) => ({ model, skills: models.filter(({ base }) => base === model.model) }));
}
