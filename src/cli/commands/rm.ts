import { NearmostError } from '../../contract/errors.ts';
import { defineCommand } from '../command.ts';
import { bytes } from '../format.ts';

/** Removes models. */
export const command = defineCommand({
  summary: 'remove models from this device',
  group: 'Models',
  rank: 30,
  args: [['<model...>', 'names as in nearmost ls']],
  examples: [
    ['rm qwen3-0.6b', 'its bytes go when no other model needs them'],
    ['rm --json qwen3-0.6b', 'for programs'],
  ],
  async run(cli, { args }) {
    const [{ homeOf }, { modelsOf }, { findServer }] = await Promise.all([
      import('../home-of.ts'),
      import('../../store/models-of.ts'),
      import('../api-find.ts'),
    ]);
    const home = homeOf(cli);
    const store = await modelsOf(home);
    const broken = new Set(store.problems().map(({ id }) => id));
    // All names are looked up before the first one goes.
    const ids = args.map((name) => (broken.has(name) ? name : store.resolve(name).id));
    const server = await findServer(home, cli.signal);
    const removed = [];
    for (const id of new Set(ids)) {
      if (server !== undefined) {
        const answer = await server.ask('POST', '/admin/unload', { model: id });
        if (answer.status === 503)
          throw new NearmostError('overloaded', `${id} is answering a request just now.`, {
            hint: `Try again in a moment: nearmost rm ${id}`,
          });
      }
      const gone = store.remove(id);
      removed.push(gone);
      const kept =
        gone.freedBytes === 0 ? 'its file stays where it is' : `${bytes(gone.freedBytes)} are free again`;
      cli.say(`${id} is removed; ${kept}.`);
    }
    cli.result({ removed });
  },
});
