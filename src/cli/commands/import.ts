import { resolve } from 'node:path';
import { NearmostError } from '../../contract/errors.ts';
import type { FoundModel } from '../../store/found/find-models.ts';
import { defineCommand } from '../command.ts';
import type { Cli } from '../context.ts';
import { bytes } from '../format.ts';

/** The models that a name stands for: a path, a name, or an unambiguous beginning of one. */
function choose(name: string, found: readonly FoundModel[], cwd: string): FoundModel {
  const path = resolve(cwd, name);
  const exact = found.filter(
    (one) => one.name === name || one.name === `${name}:latest` || one.path === path,
  );
  const alike = exact.length > 0 ? exact : found.filter((one) => one.name.startsWith(name));
  const [first, second] = alike;
  if (first !== undefined && (second === undefined || exact.length > 0)) return first;
  const names = alike.map((one) => one.name).slice(0, 5);
  throw new NearmostError(
    'unknown_model',
    first === undefined
      ? `No program on this machine keeps a model ${name}.`
      : `${name} may be several: ${names.join(', ')}.`,
    { hint: 'See them all: nearmost ls --found. A file of your own: nearmost pull ./model.gguf' },
  );
}

async function importAll(cli: Cli, chosen: (found: FoundModel[]) => Promise<FoundModel[]>): Promise<void> {
  const [{ homeOf }, { modelsOf }, { foundOf }, { importModel }, { showProgress }] = await Promise.all([
    import('../home-of.ts'),
    import('../../store/models-of.ts'),
    import('../found-of.ts'),
    import('../../store/found/import-model.ts'),
    import('../progress-line.ts'),
  ]);
  const models = await modelsOf(homeOf(cli));
  const records = [];
  for (const one of await chosen(await foundOf(cli, models))) {
    const progress = showProgress(cli);
    try {
      const record = await importModel(one, { models, onProgress: progress.update, signal: cli.signal });
      progress.end();
      records.push(record);
      cli.say(
        `${cli.paint.bold(record.id)} is used where ${one.in} keeps it: ${bytes(record.bytes)}, ${record.info.quantisation}, ${one.sha256 === undefined ? 'hashed' : 'digest right'}.`,
      );
    } finally {
      progress.end();
    }
  }
  cli.result({ models: records });
  const [first] = records;
  if (first !== undefined) cli.say(`Talk to it: nearmost run ${first.id}`);
}

/** Uses models of other programs without copying them. */
export const command = defineCommand({
  summary: 'use a model that another program keeps on this machine, where it is',
  group: 'Models',
  rank: 12,
  args: [['[model]', 'a name as in nearmost ls --found, or the path of such a file']],
  options: [{ flags: '--all', words: 'every one that can be used' }],
  examples: [
    ['import', 'what there is, to choose from'],
    ['import llama3.2:1b', 'of Ollama; its bytes are checked, not copied'],
    ['import --all', 'everything that can be used'],
  ],
  async run(cli, { args: [name], options }) {
    await importAll(cli, async (found) => {
      if (name !== undefined) return [choose(name, found, cli.cwd)];
      const usable = found.filter(({ info, id }) => info !== undefined && id === undefined);
      if (options['all'] === true) {
        if (usable.length === 0) cli.say('There is nothing new to use. See: nearmost ls --found');
        return usable;
      }
      const { renderFound } = await import('../views/found.ts');
      if (!cli.interactive || usable.length === 0) {
        cli.say(
          found.length === 0
            ? 'No program on this machine keeps models.'
            : renderFound(found, cli.paint, cli.columns),
        );
        if (usable.length > 0) cli.note('Use one: nearmost import <model>');
        return [];
      }
      const { askChoice } = await import('../ask.ts');
      const choices = usable.map((one, at) => ({
        value: String(at),
        label: one.name,
        hint: `${one.in}, ${bytes(one.bytes ?? 0)}`,
      }));
      const chosen = await askChoice('Which one shall be used?', choices, '0');
      return usable.slice(Number(chosen), Number(chosen) + 1);
    });
  },
});
