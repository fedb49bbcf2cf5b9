import type { MarketView } from '../../contract/index.ts';
import { defineCommand } from '../command.ts';
import type { Cli } from '../context.ts';

/** As the running server sees them; without one from what it left, when nobody knows who rests. */
async function look(cli: Cli): Promise<{ running: boolean; view: MarketView }> {
  const [{ homeOf }, { findServer }] = await Promise.all([import('../home-of.ts'), import('../api-find.ts')]);
  const home = homeOf(cli);
  const api = await findServer(home, cli.signal);
  if (api !== undefined) return { running: true, view: await api.get<MarketView>('/admin/providers') };
  const { createRuntime } = await import('../../runtime.ts');
  const runtime = await createRuntime(undefined, { home: home.dir, env: cli.env, cwd: cli.cwd });
  try {
    const view = await runtime.providers();
    const providers = view.providers.map((one) => ({ ...one, breaker: 'unknown' as const }));
    return { running: false, view: { ...view, providers } };
  } finally {
    await runtime.close();
  }
}

/** Shows the market of cloud providers. */
export const command = defineCommand({
  summary: 'show the cloud providers: price, speed, failures, caps',
  group: 'Look',
  rank: 27,
  examples: [
    ['providers', 'who may be asked, what it costs, how it behaved in your own traffic'],
    ['providers --json', 'every figure with its method and what it stands on'],
  ],
  async run(cli) {
    const { running, view } = await look(cli);
    cli.result({ running, ...view });
    const { renderProviders } = await import('../views/providers.ts');
    cli.say(renderProviders(view, running, cli.paint, cli.columns));
  },
});
