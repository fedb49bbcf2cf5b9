import { isAbsolute, resolve } from 'node:path';
import type { CommandSpec } from '../command.ts';
import { bytes, count, percent } from '../format.ts';
import { wrap } from '../text.ts';
import { SKILL, showWork } from './skill-work.ts';
import { withLearner } from './with-learner.ts';

export const retarget: CommandSpec = {
  summary: 'train a skill anew for another local base; the former student answers until the new one passes',
  args: [SKILL],
  options: [
    { flags: '--base <model>', words: 'a local model; default: the one that skills are trained for here' },
    {
      flags: '--from <folder>',
      words: 'with examples.jsonl: an export, or a package that brought its examples',
    },
  ],
  examples: [
    ['learn retarget mail-triage --base small-2', 'for another model of this device'],
    ['learn retarget acme.triage --from ./acme.triage-1.0.0', 'a package for a base that is not here'],
  ],
  async run(cli, { args: [id = ''], options }) {
    const { base, from } = options as { base?: string; from?: string };
    const wanted = {
      ...(base === undefined ? {} : { base }),
      ...(from === undefined ? {} : { from: isAbsolute(from) ? from : resolve(cli.cwd, from) }),
    };
    const progress = showWork(cli);
    const done = await withLearner(cli, (learner) =>
      learner.retarget(id, wanted, progress.onProgress),
    ).finally(progress.end);
    cli.result(done);
    const { skill, imported, student, serving } = done;
    if (imported > 0) cli.say(`${count(imported, 'example')} came to ${skill}.`);
    const would = `Version ${student.version} for ${done.base} (${bytes(student.bytes)}) would answer ${percent(student.coverage)}: ${student.verdict}`;
    cli.say(wrap(would, cli.columns));
    cli.say(
      serving === null
        ? `No student of ${skill} answers.`
        : `Version ${serving.version} (${serving.kind}) of ${skill} answers.`,
    );
  },
};
