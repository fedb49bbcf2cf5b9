import { defineCommand } from '../command.ts';
import { numberFrom, wholeNumber } from '../options.ts';
import { parseSince } from '../since.ts';

/** What answers cost, and what is left of a price. */
export const command = defineCommand({
  summary: 'show unit costs with electricity and hardware, and margins',
  group: 'Look',
  rank: 25,
  options: [
    {
      flags: '--since <time>',
      words: 'today, 24h, 7d, 2w or 2026-11-01; default: all',
      parse: (text) => ({ text, at: parseSince(text, Date.now()) }),
    },
    { flags: '--app <name>', words: 'one app only' },
    { flags: '--seats <n>', words: 'people who use it', parse: wholeNumber(1, 1e9) },
    { flags: '--price <usd>', words: 'what a seat pays a month', parse: numberFrom(0, 1e9) },
    {
      flags: '--volume <n>',
      words: 'answers a seat takes a month; default: as seen, with --seats',
      parse: numberFrom(0, 1e12),
    },
    { flags: '--local-share <share>', words: '0 to 1; default: as seen', parse: numberFrom(0, 1) },
    { flags: '--electricity <usd>', words: 'price of a kWh', parse: numberFrom(0, 100) },
    {
      flags: '--power <watts>',
      words: 'power of the device while it answers',
      parse: numberFrom(0, 100_000),
    },
    {
      flags: '--hardware <usd>',
      words: 'price of the device; 0: somebody else pays it',
      parse: numberFrom(0, 1e9),
    },
    { flags: '--life <years>', words: 'years that the device lasts', parse: numberFrom(0.1, 100) },
    { flags: '--use <hours>', words: 'hours a day in which it is of use', parse: numberFrom(0.1, 24) },
  ],
  examples: [
    ['economics', 'what an answer costs, by app and action'],
    ['economics --seats 50 --price 8', 'cost of a seat, and what is left of its price'],
    ['economics --price 8 --volume 3000 --local-share 0.95', 'a plan'],
    ['economics --electricity 0.29 --power 120 --hardware 2400', 'with your own figures'],
  ],
  async run(cli, { options }) {
    const [{ withEconomics }, { renderEconomics }] = await Promise.all([
      import('../report/economics.ts'),
      import('../views/economics.ts'),
    ]);
    const number = (name: string): number | undefined => options[name] as number | undefined;
    const since = options['since'] as { text: string; at: number } | undefined;
    const app = options['app'] as string | undefined;
    const economics = await withEconomics(
      cli,
      { ...(since ? { since: since.at } : {}), ...(app === undefined ? {} : { app }) },
      number,
    );
    cli.result({ since: since ? new Date(since.at).toISOString() : null, app: app ?? null, ...economics });
    cli.say(
      economics.all.requests === 0 && economics.actions.length === 0
        ? 'No request has been answered yet. Ask something: nearmost run "wake me at 6:30"'
        : renderEconomics(
            economics,
            since ? `since ${since.text}` : 'everything so far',
            cli.paint,
            cli.columns,
          ),
    );
  },
});
