import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Calibration } from '../card.ts';
import { SKILL_SCHEMAS } from './form.ts';
import type { Skill } from './tasks.ts';

/** The card of a skill, `skills/<skill>/card.json`: what the runtime reads, and what a person wants to know. */
export interface SkillCard {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly licence: 'Apache-2.0';
  readonly jobs: readonly ['skill'];
  /** sha256 of the base that it was trained on. */
  readonly base: string;
  /** The system message that asks for the skill; the text is the user's message. */
  readonly system: Skill;
  readonly task: string;
  readonly responseFormat: {
    readonly type: 'json_schema';
    readonly schema: Readonly<Record<string, unknown>>;
  };
  readonly calibration: Calibration;
  readonly training: Readonly<Record<string, unknown>>;
  readonly eval: Readonly<Record<string, unknown>>;
  readonly limits: readonly string[];
  readonly attribution: readonly string[];
  /** Of adapter.gguf. */
  readonly sha256: string;
}

export const skillFolder = (skill: Skill): string => join(import.meta.dirname, skill);

export const readSkillCard = (skill: Skill): SkillCard =>
  JSON.parse(readFileSync(join(skillFolder(skill), 'card.json'), 'utf8')) as SkillCard;

const NAMES = 'names, (c) 2013 Trey Hunner, MIT.';
const CITIES = 'US Cities Database, (c) 2017 Kelvin S. do Prado, MIT.';

/** What the card says of a skill that does not come out of a run. */
export const ABOUT: Readonly<
  Record<Skill, Pick<SkillCard, 'name' | 'task' | 'limits' | 'attribution'> & { readonly sources: string }>
> = {
  title: {
    name: 'Nearmost House: title',
    task: 'The words of a short message (mail, chat, note) that tell best what it is about.',
    sources:
      'generated messages (title-phrases.ts; names and cities of the corpus) and beginnings of pages of the US government whose title stands in the text',
    limits: [
      'English only; messages of up to about 200 words.',
      'The title is a run of words of the message as written there; it is not made up, and its first letter may be small.',
      'Trained on made-up messages: on other writing it is weaker, see the figure on government pages.',
    ],
    attribution: [NAMES, CITIES, 'Pages of digital.gov and 18F, public domain.'],
  },
  'private-spans': {
    name: 'Nearmost House: private spans',
    task: 'The stretches of a short text that tell about a person, with their kind, in the order of the text.',
    sources:
      'generated texts (private-phrases.ts, private-makers.ts; names, streets and cities of the corpus, countries of Intl) and half of the templates of presidio-research',
    limits: [
      'English sentences of up to about 60 words; names of many countries, yet mostly American ones were seen.',
      'It misses some: no filter of its own. Do not rely on it alone where a leak does harm.',
      'The people, cards and addresses of both sets are made up; the test third has other sentences than the trained half, but the same makers of names and addresses.',
    ],
    attribution: [
      'Presidio-research, (c) Microsoft Corporation, MIT.',
      NAMES,
      CITIES,
      'Names and streets of US agencies, public domain.',
    ],
  },
  date: {
    name: 'Nearmost House: yes, no and when',
    task: 'Whether a short reply says yes, no or neither, and the words in it that say when.',
    sources: 'generated replies (date.ts; names of the corpus)',
    limits: [
      'English only; one sentence or two. One stretch of time a text: of several the one that the reply is about.',
      'It does not resolve "tomorrow" to a day.',
      'Measured on other phrases than those it was trained on, but of the same author; no test on real mail.',
    ],
    attribution: [NAMES],
  },
};

export const skillFormat = (skill: Skill): SkillCard['responseFormat'] => ({
  type: 'json_schema',
  schema: SKILL_SCHEMAS[skill],
});
