import { defineCommand } from '../command.ts';
import type { Cli } from '../context.ts';

/** Models that other programs keep. */
async function listFound(cli: Cli): Promise<void> {
  const [{ homeOf }, { modelsOf }, { foundOf }, { renderFound }] = await Promise.all([
    import('../home-of.ts'),
    import('../../store/models-of.ts'),
    import('../found-of.ts'),
    import('../views/found.ts'),
  ]);
  const found = await foundOf(cli, await modelsOf(homeOf(cli)));
  cli.result({ found });
  if (found.length === 0)
    cli.say('Ollama, LM Studio, the Hugging Face cache and llama.cpp keep no model on this machine.');
  else cli.say(renderFound(found, cli.paint, cli.columns));
  if (found.some(({ info, id }) => info !== undefined && id === undefined))
    cli.note(cli.paint.dim('Use one where it is: nearmost import <model>'));
}

/** Lists the models on this device. */
export const command = defineCommand({
  summary: 'list the models on this device',
  group: 'Models',
  rank: 20,
  options: [
    { flags: '--found', words: 'those that other programs keep: Ollama, LM Studio, Hugging Face, llama.cpp' },
  ],
  examples: [
    ['ls', 'name, job, size, context, memory predicted and measured, origin'],
    ['ls --found', 'models of other programs, to use where they are'],
    ['ls --json | jq -r ".models[].id"', 'for programs'],
  ],
  async run(cli, { options }) {
    if (options['found'] === true) return listFound(cli);
    const [{ homeOf }, { modelsOf }, { renderModels }, { memoryOf }] = await Promise.all([
      import('../home-of.ts'),
      import('../../store/models-of.ts'),
      import('../views/models.ts'),
      import('../../owner/memory/memory-of.ts'),
    ]);
    const [{ settingsOf }, { probeDevice }, { measuredBytes }, { withLedger }] = await Promise.all([
      import('../settings-of.ts'),
      import('../../device/probe.ts'),
      import('../../owner/memory/measured-bytes.ts'),
      import('../with-ledger.ts'),
    ]);
    const home = homeOf(cli);
    const store = await modelsOf(home);
    const [models, problems] = [store.list(), store.problems()];
    const settings = await settingsOf(cli, home);
    const device = await probeDevice(home.dir);
    const memory = await memoryOf(models, {
      settings,
      device,
      measured: (asked) => withLedger(cli, (_, database) => measuredBytes(database, asked)),
    });
    cli.result({ models, problems, memory });
    if (models.length === 0) cli.say('There is no model on this device. Choose one: nearmost pull');
    else cli.say(renderModels(models, memory, cli.paint, cli.columns));
    for (const { id, message, hint } of problems)
      cli.note(`${cli.paint.yellow('!')} ${id} cannot be used: ${message}\n  ${cli.paint.dim(hint)}`);
  },
});
