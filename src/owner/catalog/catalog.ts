import type {
  CatalogView,
  DeviceView,
  ModelRecord,
  OwnerCatalog,
  OwnerDevice,
  OwnerMemory,
} from '../../contract/index.ts';
import { meteredOf } from '../../device/check-metered.ts';
import type { Bandwidth } from '../../device/profile.ts';
import { CATALOG } from '../../store/catalog-data.ts';
import { recommend } from '../../store/catalog.ts';
import { modelsOf } from '../../store/models-of.ts';
import type { HeldDeps } from '../owner.ts';
import { bestHere } from './best-here.ts';
import { here } from './here.ts';
import { lookUp } from './look-up.ts';
import { missingDisk } from './missing-disk.ts';
import { removeModel } from './remove-model.ts';
import { says } from './says.ts';
import { withinBudget } from './within-budget.ts';

interface CatalogDeps extends HeldDeps {
  device: () => Promise<OwnerDevice>;
  memory: () => Promise<OwnerMemory>;
}

/** The best that was measured with so many threads: another program that is busy now is no reason to take a smaller model. */
function bandwidthOf(
  { bandwidth, history }: Pick<DeviceView, 'bandwidth' | 'history'>,
  threads: number,
): Bandwidth {
  const alike = history.filter((day) => day.threads === threads).map((day) => day.bytesPerSecond);
  const best = Math.max(bandwidth.value ?? 0, ...alike);
  return best > 0
    ? { method: 'measured', bytesPerSecond: best, threads }
    : { method: 'unavailable', bytesPerSecond: null, threads };
}

/** Jobs in the list, and how many models do each. */
function jobsInList(): CatalogView['jobs'] {
  const jobs = new Set(CATALOG.flatMap((entry) => entry.jobs));
  return [...jobs].map((job) => ({
    job,
    models: CATALOG.filter((entry) => entry.jobs.includes(job)).length,
  }));
}

/** What there is to have, and what is here. */
export function createOwnerCatalog(deps: CatalogDeps): OwnerCatalog {
  const { home, runtime, device } = deps;
  const { settings } = runtime;
  const records = (): ModelRecord[] => runtime.models().flatMap(({ record }) => record ?? []);

  return {
    async search({ words = '', job } = {}) {
      const view = await (await device()).view();
      const { memory, diskFreeBytes, threads } = view.facts;
      const known = records();
      const { totalBytes, freeBytes, budgetBytes } = memory;
      const judged = recommend(undefined, { memory, bandwidth: bandwidthOf(view, threads) });
      const all = withinBudget(judged, budgetBytes).map((entry) => ({
        ...entry,
        missingDiskBytes: missingDisk(entry.bytes, diskFreeBytes),
        here: known.find(({ source }) => source === `${entry.id}:${entry.file}`)?.id ?? null,
      }));
      return {
        models: all.filter((entry) => (job === undefined || entry.jobs.includes(job)) && says(entry, words)),
        recommended: bestHere(all),
        jobs: jobsInList(),
        device: {
          totalBytes,
          freeBytes,
          budgetBytes,
          diskFreeBytes,
          metered: await meteredOf(settings),
          hub: new URL(settings.pull.hub).host,
          offline: settings.router.offline,
        },
      };
    },
    async look(model) {
      const { facts, ...view } = await (await device()).view();
      const bandwidth = bandwidthOf(view, facts.threads);
      return lookUp(model, { ...deps, memory: facts.memory, diskFreeBytes: facts.diskFreeBytes, bandwidth });
    },
    async here() {
      const [store, { models: speeds }] = [await modelsOf(home), await (await device()).view()];
      return { models: await here(records(), speeds, deps), problems: store.problems() };
    },
    remove: (model) => removeModel(model, deps),
  };
}
