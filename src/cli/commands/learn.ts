import { defineCommand, type CommandSpec } from '../command.ts';
import { off, on } from '../learn/consent.ts';
import { forget } from '../learn/forget.ts';
import { retarget } from '../learn/retarget.ts';
import { exportSkill, grow, rollback, ship, train } from '../learn/skill-work.ts';
import { withLearner } from '../learn/with-learner.ts';

const status: CommandSpec = {
  summary: 'show the skills, or one of them with its students and history',
  args: [['[skill]', 'its id, or the beginning of it']],
  examples: [
    ['learn status', 'all skills'],
    ['learn status mail-triage', 'one, with curve, students and history'],
    ['learn status --json | jq ".skills[].why"', 'for programs'],
  ],
  async run(cli, { args: [id] }) {
    const now = Date.now();
    if (id !== undefined) {
      const skill = await withLearner(cli, (learner) => learner.skill(id));
      const { renderSkill } = await import('../views/learn-skill.ts');
      cli.result(skill);
      cli.say(renderSkill(skill, cli.paint, cli.columns, now));
      return;
    }
    const overview = await withLearner(cli, (learner) => learner.overview());
    const { renderLearning } = await import('../views/learn.ts');
    cli.result(overview);
    cli.say(renderLearning(overview, cli.paint, cli.columns, now));
  },
};

const terms: CommandSpec = {
  summary: 'show whose answers may be learned from, by their terms',
  examples: [['learn terms', 'what each provider says, and where']],
  async run(cli) {
    const list = await withLearner(cli, (learner) => learner.terms());
    const { renderTerms } = await import('../views/learn-terms.ts');
    cli.result({ terms: list });
    cli.say(renderTerms(list, cli.paint, cli.columns));
  },
};

/** The learning loop. */
export const command = defineCommand({
  summary: 'let this device learn what its apps ask again and again',
  group: 'Look',
  rank: 40,
  examples: [
    ['learn on --app mail-triage', 'consent, for one app, on this device'],
    ['learn', 'what was found and learned'],
    ['learn status mail-triage', 'one skill'],
    ['learn forget --app mail-triage', 'delete it all again'],
  ],
  commands: { on, off, status, train, ship, rollback, retarget, grow, export: exportSkill, forget, terms },
  run: async (cli, { options }) => status.run?.(cli, { args: [], options }),
});
