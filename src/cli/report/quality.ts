import { makeQuality, readQuality } from '../../ledger/quality.ts';
import type { Period } from '../../ledger/aggregate.ts';
import { readTargets } from '../../owner/share/read-targets.ts';
import type { Cli } from '../context.ts';
import { homeOf } from '../home-of.ts';
import { modelsOf } from '../../store/models-of.ts';
import { settingsOf } from '../settings-of.ts';
import { renderQuality } from '../views/quality.ts';
import { withLedger } from '../with-ledger.ts';

/** Local share and quality, both with intervals, and what follows from them for apps that have a target. */
export async function reportQuality(cli: Cli, period: Period, words: string): Promise<void> {
  const home = homeOf(cli);
  const [settings, models] = await Promise.all([settingsOf(cli, home), modelsOf(home)]);
  const isModel = (name: string): boolean => models.find(name.replace(/^local\//, '')) !== undefined;
  const { quality, targets } = await withLedger(cli, (_, database) => ({
    quality: makeQuality(readQuality(database, period)),
    targets: readTargets(database, settings, isModel, period.app),
  }));
  cli.result({
    since: period.since === undefined ? null : new Date(period.since).toISOString(),
    app: period.app ?? null,
    interval: '95 %, Clopper and Pearson',
    ...quality,
    targets,
  });
  if (quality.all.answers === 0)
    cli.say('No request has been answered yet. Ask something: nearmost run "wake me at 6:30"');
  else cli.say(renderQuality(quality, targets, words, cli.paint, cli.columns));
}
