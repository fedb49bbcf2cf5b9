import { defineCommand } from '../command.ts';
import { parseSince } from '../since.ts';

/** Sums up the ledger. */
export const command = defineCommand({
  summary: 'show local share, money and time',
  group: 'Look',
  rank: 20,
  options: [
    {
      flags: '--since <time>',
      words: 'today, 24h, 7d, 2w or 2026-11-01; default: all',
      parse: (text) => ({ text, at: parseSince(text, Date.now()) }),
    },
    { flags: '--app <name>', words: 'one app only' },
  ],
  examples: [
    ['report', 'everything so far'],
    ['report --since 7d --app notes', 'one app, the last week'],
  ],
  async run(cli, { options }) {
    const [{ withLedger }, { aggregate }, { makeReport }, { PRICE_LIST }, { settingsOf }, { homeOf }] =
      await Promise.all([
        import('../with-ledger.ts'),
        import('../../ledger/aggregate.ts'),
        import('../../ledger/report.ts'),
        import('../../ledger/prices.ts'),
        import('../settings-of.ts'),
        import('../home-of.ts'),
      ]);
    const since = options['since'] as { text: string; at: number } | undefined;
    const app = typeof options['app'] === 'string' ? options['app'] : undefined;
    const { counterfactual } = (await settingsOf(cli, homeOf(cli))).ledger;
    const period = {
      ...(since === undefined ? {} : { since: since.at }),
      ...(app === undefined ? {} : { app }),
    };
    const aggregates = await withLedger(cli, (_, database) => aggregate(database, period));
    const report = makeReport(aggregates, { counterfactual, ...PRICE_LIST });
    cli.result({
      since: since === undefined ? null : new Date(since.at).toISOString(),
      app: app ?? null,
      ...report,
    });
    if (report.requests.value === 0) {
      cli.say(
        since === undefined && app === undefined
          ? 'No request has been answered yet. Ask something: nearmost run "wake me at 6:30"'
          : 'No request fits. Everything so far: nearmost report',
      );
      return;
    }
    const { renderReport } = await import('../views/report.ts');
    const words = [since === undefined ? 'everything so far' : `since ${since.text}`];
    if (app !== undefined) words.push(`app ${app}`);
    cli.say(renderReport(report, words.join(', '), cli.paint, cli.columns));
  },
});
