import { defineCommand } from '../command.ts';
import { UsageError } from '../show-error.ts';
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
    { flags: '--quality', words: 'local share and quality of judged answers, with intervals' },
    { flags: '--per-action', words: 'cost by app and skill or requested model' },
  ],
  examples: [
    ['report', 'everything so far'],
    ['report --since 7d --app notes', 'one app, the last week'],
    ['report --quality', 'how good local answers are, as far as they were judged'],
    ['report --per-action', 'what each thing that apps do costs'],
  ],
  async run(cli, { options }) {
    const since = options['since'] as { text: string; at: number } | undefined;
    const app = typeof options['app'] === 'string' ? options['app'] : undefined;
    const period = {
      ...(since === undefined ? {} : { since: since.at }),
      ...(app === undefined ? {} : { app }),
    };
    const words = [since === undefined ? 'everything so far' : `since ${since.text}`];
    if (app !== undefined) words.push(`app ${app}`);
    const said = words.join(', ');
    if (options['quality'] === true && options['perAction'] === true)
      throw new UsageError(
        'One report at a time: --quality or --per-action.',
        'Ask twice: nearmost report --quality; nearmost report --per-action',
      );
    if (options['quality'] === true)
      return (await import('../report/quality.ts')).reportQuality(cli, period, said);
    if (options['perAction'] === true)
      return (await import('../report/per-action.ts')).reportPerAction(cli, period, said);
    const [{ withLedger }, { aggregate }, { makeReport }, { PRICE_LIST }, { settingsOf }, { homeOf }] =
      await Promise.all([
        import('../with-ledger.ts'),
        import('../../ledger/aggregate.ts'),
        import('../../ledger/report.ts'),
        import('../../ledger/prices.ts'),
        import('../settings-of.ts'),
        import('../home-of.ts'),
      ]);
    const { counterfactual } = (await settingsOf(cli, homeOf(cli))).ledger;
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
    cli.say(renderReport(report, said, cli.paint, cli.columns));
  },
});
