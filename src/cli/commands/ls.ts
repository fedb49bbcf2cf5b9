import { defineCommand } from '../command.ts';

/** Lists the models on this device. */
export const command = defineCommand({
  summary: 'list the models on this device',
  group: 'Models',
  rank: 20,
  examples: [
    ['ls', 'name, job, size, context, memory predicted and measured, origin'],
    ['ls --json | jq -r ".models[].id"', 'for programs'],
  ],
  async run(cli) {
    const [{ homeOf }, { modelsOf }, { renderModels }, { memoryOf }] = await Promise.all([
      import('../home-of.ts'),
      import('../models-of.ts'),
      import('../views/models.ts'),
      import('../fits/memory-of.ts'),
    ]);
    const home = homeOf(cli);
    const store = await modelsOf(home);
    const [models, problems] = [store.list(), store.problems()];
    const memory = await memoryOf(cli, home, models);
    cli.result({ models, problems, memory });
    if (models.length === 0) cli.say('There is no model on this device. Choose one: nearmost pull');
    else cli.say(renderModels(models, memory, cli.paint, cli.columns));
    for (const { id, message, hint } of problems)
      cli.note(`${cli.paint.yellow('!')} ${id} cannot be used: ${message}\n  ${cli.paint.dim(hint)}`);
  },
});
