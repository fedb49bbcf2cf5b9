import { defineCommand } from '../command.ts';

/** Lists the models on this device. */
export const command = defineCommand({
  summary: 'list the models on this device',
  group: 'Models',
  rank: 20,
  examples: [
    ['ls', 'name, job, size, context, origin'],
    ['ls --json | jq -r ".models[].id"', 'for programs'],
  ],
  async run(cli) {
    const [{ homeOf }, { modelsOf }, { renderModels }] = await Promise.all([
      import('../home-of.ts'),
      import('../models-of.ts'),
      import('../views/models.ts'),
    ]);
    const store = await modelsOf(homeOf(cli));
    const [models, problems] = [store.list(), store.problems()];
    cli.result({ models, problems });
    if (models.length === 0) cli.say('There is no model on this device. Choose one: nearmost pull');
    else cli.say(renderModels(models, cli.paint, cli.columns));
    for (const { id, message, hint } of problems)
      cli.note(`${cli.paint.yellow('!')} ${id} cannot be used: ${message}\n  ${cli.paint.dim(hint)}`);
  },
});
