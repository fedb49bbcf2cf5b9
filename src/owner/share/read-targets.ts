import type { Settings, ShareTarget } from '../../contract/index.ts';
import { readJudged } from '../../ledger/judged.ts';
import { chooseTarget } from '../../router/targets/choose-target.ts';
import type { Database } from '../../store/database.ts';

/**
 * What the owner wants of apps, and the threshold that follows from what was judged.
 * @param isModel whether a name is a model of this device
 * @param app one app only
 */
export function readTargets(
  database: Database,
  settings: Pick<Settings, 'apps' | 'router'>,
  isModel: (name: string) => boolean,
  app?: string,
): ShareTarget[] {
  return Object.entries(settings.apps).flatMap(([name, own]): ShareTarget[] => {
    const { qualityFloor, localShare } = own;
    if ((qualityFloor ?? localShare) === undefined || (app ?? name) !== name) return [];
    const setting = own.threshold ?? settings.router.threshold;
    const { threshold, why = '' } = chooseTarget(setting, own, readJudged(database, name, isModel));
    return [
      {
        app: name,
        ...(qualityFloor === undefined ? {} : { qualityFloor }),
        ...(localShare === undefined ? {} : { localShare }),
        threshold,
        why,
      },
    ];
  });
}
