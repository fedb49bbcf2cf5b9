import type { Job } from '../../contract/index.ts';
import { defineCommand } from '../command.ts';
import type { Cli } from '../context.ts';
import { bytes } from '../format.ts';
import { checkMetered, METERED_OK } from '../metered.ts';
import { oneOf } from '../options.ts';

/** Fetches one model and says how to use it. */
async function fetchOne(cli: Cli, name: string, options: Record<string, unknown>): Promise<void> {
  const [{ homeOf }, { settingsOf }, { fetchModel }, { parsePullName }, { showProgress }] = await Promise.all(
    [
      import('../home-of.ts'),
      import('../settings-of.ts'),
      import('../../owner/pulls/fetch-model.ts'),
      import('../../store/pull-name.ts'),
      import('../progress-line.ts'),
    ],
  );
  const home = homeOf(cli);
  const settings = await settingsOf(cli, home);
  // a file that is used in place costs no bytes
  if (parsePullName(name, settings.pull.hub).kind !== 'path')
    await checkMetered(settings, options, `nearmost pull ${name}`);
  const progress = showProgress(cli);
  try {
    const record = await fetchModel(name, {
      home,
      settings,
      env: cli.env,
      signal: cli.signal,
      onProgress: progress.update,
      onFile: (file) =>
        cli.note(
          `${file.name}${file.bytes === undefined ? '' : `, ${bytes(file.bytes)}`}, from ${file.from}`,
        ),
    });
    progress.end();
    cli.result({ model: record });
    cli.say(
      `${cli.paint.bold(record.id)} is here: ${bytes(record.bytes)}, ${record.info.quantisation}, context ${record.info.contextLength}.`,
    );
    cli.say(`Talk to it: nearmost run ${record.id}`);
  } finally {
    progress.end();
  }
}

/** Shows what fits this device, and lets a person choose. */
async function recommendSome(cli: Cli, options: Record<string, unknown>): Promise<void> {
  const job = options['job'] as Job | undefined;
  const [{ recommendHere }, { renderCatalog }] = await Promise.all([
    import('../../owner/catalog/recommend-here.ts'),
    import('../views/catalog.ts'),
  ]);
  const { memory, models } = await recommendHere(job);
  cli.result({ memory, models });
  cli.say(renderCatalog(models, memory, cli.paint, cli.columns));
  const fitting = models.filter(({ fit, usable }) => usable && fit !== 'no');
  if (!cli.interactive || fitting.length === 0) {
    cli.note(cli.paint.dim('Fetch one: nearmost pull <model>'));
    return;
  }
  const { askChoice } = await import('../ask.ts');
  const none = 'none';
  const chosen = await askChoice(
    'Which one shall be fetched?',
    [
      ...fitting.map(({ name, bytes: size, jobs, fit }) => ({
        value: name,
        label: name,
        hint: `${jobs[0] ?? ''}, ${bytes(size)}${fit === 'tight' ? ', when other programs are closed' : ''}`,
      })),
      { value: none, label: 'none' },
    ],
    fitting[0]?.name ?? none,
  );
  if (chosen !== none) await fetchOne(cli, chosen, options);
}

/** Brings models to this device. */
export const command = defineCommand({
  summary: 'fetch a model; without a name, recommend some that fit',
  group: 'Models',
  rank: 10,
  args: [
    [
      '[name]',
      'a name of the list, owner/repo, owner/repo:Q4_K_M, an https address, or a file (used in place)',
    ],
  ],
  options: [
    {
      flags: '--job <job>',
      words: 'recommend for one job: chat, code, embed, speech or vision',
      parse: oneOf('chat', 'code', 'embed', 'speech', 'vision'),
    },
    METERED_OK,
  ],
  examples: [
    ['pull', 'what is good for what, and fits this device'],
    ['pull qwen3.5-2b', 'from the list; the same command goes on after a break'],
    ['pull unsloth/Qwen3.5-2B-GGUF:Q8_0', 'from the hub, in a variant'],
    ['pull ./model.gguf', 'use a file where it is'],
    ['pull qwen3.5-2b --metered-ok', 'also where bytes cost money'],
  ],
  async run(cli, { args: [name], options }) {
    if (name !== undefined) await fetchOne(cli, name, options);
    else await recommendSome(cli, options);
  },
});
