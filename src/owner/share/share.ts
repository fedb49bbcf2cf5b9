import { LEARNING_APP, type OwnerShare, type ShareReport } from '../../contract/index.ts';
import { PRICE_LIST } from '../../ledger/prices.ts';
import { readVerdicts } from '../../ledger/quality.ts';
import { createTraffic } from '../../ledger/traffic.ts';
import type { HeldDeps } from '../owner.ts';
import { daysUntil } from './days.ts';
import { cloudTimes, figuresOf } from './figures-of.ts';
import { readTargets } from './read-targets.ts';

const [DAYS, MOST_DAYS] = [30, 366];

/** Sums up what nearness brings, for the console. */
export function createOwnerShare({
  runtime,
  clock,
  database: open,
}: Pick<HeldDeps, 'runtime' | 'clock' | 'database'>): OwnerShare {
  const database = open();
  const traffic = createTraffic(database);
  const first = database.prepare('SELECT min(at) AS at FROM ledger');
  const isModel = (name: string): boolean => {
    const id = `local/${name.replace(/^local\//, '')}`;
    return runtime.models().some((model) => model.id === id);
  };

  return {
    async report({ days: wanted = DAYS, app } = {}): Promise<ShareReport> {
      const now = clock.now();
      const days = daysUntil(now, Math.min(MOST_DAYS, Math.max(1, Math.trunc(wanted))));
      const since = days[0]?.since ?? 0;
      const of = app === undefined ? {} : { app };
      const byDay = [];
      for (const { day, since, until } of days)
        byDay.push({ day, since, until, groups: await traffic.read({ since, until }) });
      const everything = byDay.flatMap(({ groups }) => groups);
      const chosen = (group: { app: string }): boolean => app === undefined || group.app === app;
      const groups = everything.filter(chosen);
      // one pass: rows of SQLite are slow to look at again and again
      const verdicts = readVerdicts(database, { since, ...of }).map(({ at, app, place, source, n, sum }) => {
        const day = days.findLast((one) => one.since <= at)?.day;
        return { day, app, place, source, n, sum };
      });
      const times = cloudTimes(groups);
      const { counterfactual } = runtime.settings.ledger;
      const prices = { counterfactual, ...PRICE_LIST };
      const byApp = [...Map.groupBy(everything, (group) => group.app)]
        .filter(([name]) => name !== LEARNING_APP)
        .map(([name, own]) => ({ name, own, requests: own.reduce((sum, { requests }) => sum + requests, 0) }))
        .toSorted((a, b) => b.requests - a.requests);
      return {
        now,
        days: days.length,
        app: app ?? null,
        firstAt: (first.get() as { at: number | null }).at,
        seen: byApp.map(({ name }) => name),
        counterfactual,
        prices: PRICE_LIST,
        interval: '95 %, Clopper and Pearson',
        all: figuresOf(groups, verdicts, times, prices),
        byDay: byDay.map((one) => {
          const said = verdicts.filter(({ day }) => day === one.day);
          return { day: one.day, ...figuresOf(one.groups.filter(chosen), said, times, prices) };
        }),
        byApp: byApp
          .filter(({ name }) => chosen({ app: name }))
          .map(({ name, own }) => {
            const said = verdicts.filter((verdict) => verdict.app === name);
            return { app: name, ...figuresOf(own, said, times, prices) };
          }),
        targets: readTargets(database, runtime.settings, isModel, app),
      };
    },
  };
}
