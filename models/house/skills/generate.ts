import type { Random } from '../../../src/kit/random.ts';
import { createMakers } from '../makers.ts';
import type { Names } from '../makers.ts';
import { dateRow } from './date.ts';
import { createPrivateMakers } from './private-makers.ts';
import type { PrivateMaterial } from './private-makers.ts';
import { privateRow } from './private-spans.ts';
import type { SkillRow } from './rows.ts';
import type { Skill } from './tasks.ts';
import { titleRow } from './title.ts';

/** Generates rows of the skills; the same random source gives the same rows. `plain` are texts with nothing private in them. */
export function createSkillGenerator(
  material: PrivateMaterial & Names,
  plain: readonly string[],
): (skill: Skill, random: Random, held?: boolean) => SkillRow {
  const makers = createMakers(material);
  const privateMakers = createPrivateMakers(material);
  return (skill, random, held = false) => {
    if (skill === 'date') return dateRow(random, makers, held);
    if (skill === 'title') return titleRow(random, makers, material.gazetteer.city, held);
    return privateRow(random, privateMakers, plain);
  };
}
