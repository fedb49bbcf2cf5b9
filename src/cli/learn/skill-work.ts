import { isAbsolute, resolve } from 'node:path';
import { STUDENT_KINDS, type StudentKind } from '../../contract/learning.ts';
import type { CommandSpec } from '../command.ts';
import type { Cli } from '../context.ts';
import { bytes, count, money, percent } from '../format.ts';
import { oneOf } from '../options.ts';
import { UsageError } from '../show-error.ts';
import { wrap } from '../text.ts';
import { withLearner } from './with-learner.ts';

/** How a command names a skill. */
export const SKILL: readonly [string, string] = [
  '<skill>',
  'its id, or the beginning of it: nearmost learn status',
];

/** A number of the command line. */
export function amount(words: string, test: (value: number) => boolean): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !test(value)) throw new Error(`It must be ${words}.`);
    return value;
  };
}
const whole = (words: string, most: number): ((text: string) => number) =>
  amount(words, (value) => Number.isInteger(value) && value >= 1 && value <= most);

function versionOf(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new UsageError(
    'A version is a whole number from 1 on.',
    'See the versions of a skill: nearmost learn status <skill>',
  );
}

/** Tells how far long work is. */
export function showWork(cli: Cli): { onProgress: (words: string) => void; end: () => void } {
  return {
    onProgress: (words) => (cli.redraws ? cli.redraw(words.slice(0, cli.columns - 1)) : cli.note(words)),
    end: () => cli.redraw(''),
  };
}

export const train: CommandSpec = {
  summary: 'train and test students of a skill now, without waiting for the loop',
  args: [SKILL],
  options: [
    {
      flags: '--student <kind>',
      words: `${STUDENT_KINDS.join(', ')}: this kind only`,
      parse: oneOf(...STUDENT_KINDS),
    },
  ],
  examples: [
    ['learn train mail-triage', 'every kind that suits the answers'],
    ['learn train mail-triage --student adapter', 'one kind'],
  ],
  async run(cli, { args: [id = ''], options }) {
    const progress = showWork(cli);
    const kind = options['student'] as StudentKind | undefined;
    const done = await withLearner(cli, (learner) => learner.train(id, kind, progress.onProgress)).finally(
      progress.end,
    );
    cli.result(done);
    if (done.students.length === 0)
      cli.say(`No student of ${done.skill} was trained. Why: nearmost learn status ${done.skill}`);
    for (const { version, kind: made, bytes: size, coverage, verdict } of done.students)
      cli.say(
        wrap(
          `Version ${version} (${made}, ${bytes(size)}) would answer ${percent(coverage)}: ${verdict}`,
          cli.columns,
        ),
      );
  },
};

export const ship: CommandSpec = {
  summary: 'let a student that passed the gate answer',
  args: [SKILL, ['[version]', 'this student; default: the newest that passed']],
  examples: [['learn ship mail-triage 3', 'version 3 answers from now on']],
  async run(cli, { args: [id = '', number] }) {
    const version = number === undefined ? undefined : versionOf(number);
    const skill = await withLearner(cli, (learner) => learner.ship(id, version));
    cli.result(skill);
    const { serving } = skill;
    cli.say(
      serving === null
        ? `No student of ${skill.id} answers.`
        : `Version ${serving.version} (${serving.kind}) of ${skill.id} answers now.`,
    );
    cli.say(wrap(skill.why, cli.columns));
  },
};

export const rollback: CommandSpec = {
  summary: 'let the student before answer again, or none',
  args: [SKILL],
  examples: [['learn rollback mail-triage', 'when its answers are not good enough for you']],
  async run(cli, { args: [id = ''] }) {
    const skill = await withLearner(cli, (learner) => learner.rollback(id));
    cli.result(skill);
    const { serving } = skill;
    cli.say(
      serving === null
        ? `No student of ${skill.id} answers any more; its requests are handed over.`
        : `Version ${serving.version} (${serving.kind}) of ${skill.id} answers again.`,
    );
  },
};

export const grow: CommandSpec = {
  summary: 'let the teacher write more inputs and answers, within a budget',
  args: [SKILL],
  options: [
    {
      flags: '--count <number>',
      words: 'new examples, at most 10000',
      parse: whole('a whole number from 1 to 10000', 10_000),
    },
    {
      flags: '--budget <usd>',
      words: 'most US dollars that it may cost',
      parse: amount('an amount from 0 to 1000', (value) => value >= 0 && value <= 1000),
    },
  ],
  examples: [['learn grow mail-triage --count 200 --budget 0.50', 'two hundred more, for half a dollar']],
  async run(cli, { args: [id = ''], options }) {
    const { count: wanted, budget } = options as { count?: number; budget?: number };
    if (wanted === undefined || budget === undefined)
      throw new UsageError(
        'How many, and for how much? Both --count and --budget are needed.',
        `For example: nearmost learn grow ${id} --count 200 --budget 0.50`,
      );
    const progress = showWork(cli);
    const grown = await withLearner(cli, (learner) =>
      learner.grow(id, wanted, budget, progress.onProgress),
    ).finally(progress.end);
    cli.result(grown);
    cli.say(`${count(grown.kept, 'new example')} for ${grown.skill}, at a cost of ${money(grown.costUsd)}.`);
    for (const [reason, times] of Object.entries(grown.dropped))
      cli.say(cli.paint.dim(`  ${times} not kept: ${reason}`));
    if (grown.ended !== null) cli.say(wrap(`It ended early: ${grown.ended}.`, cli.columns));
  },
};

export const exportSkill: CommandSpec = {
  summary: 'write the examples, students and record of a skill into a folder',
  args: [SKILL, ['<folder>', 'a new or empty one']],
  examples: [['learn export mail-triage ./mail-triage', 'examples.jsonl, students, record.json']],
  async run(cli, { args: [id = '', folder = ''] }) {
    const path = isAbsolute(folder) ? folder : resolve(cli.cwd, folder);
    const done = await withLearner(cli, (learner) => learner.export(id, path));
    cli.result({ ...done, folder: path });
    cli.say(`${done.skill}: ${count(done.files.length, 'file')} in ${path}`);
    cli.note(
      cli.paint.dim(
        wrap('They hold texts of your apps; forgetting does not reach this folder.', cli.columns),
      ),
    );
  },
};
