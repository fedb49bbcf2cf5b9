import { join } from 'node:path';
import { openPlaces } from '../adapters/places.ts';
import type { RuntimeEvent, Settings } from '../contract/index.ts';
import { readPower } from '../device/probe.ts';
import type { Home } from '../store/home.ts';
import type { ModelStore } from '../store/models.ts';
import { createAdapters, type AdaptersDeps } from './adapters.ts';
import { createAside } from './aside/train-aside.ts';
import { createLearning, type LearningDeps, type LearningPart } from './learning.ts';
import { quickTrainers } from './students/quick-trainers.ts';
import { termsOf, termsOfLocal } from './teacher/terms.ts';

interface OpenLearningDeps
  extends
    Pick<AdaptersDeps, 'lease' | 'threads'>,
    Pick<LearningDeps, 'database' | 'clock' | 'chat' | 'providers' | 'emit' | 'judged' | 'trouble'> {
  settings: Settings;
  home: Home;
  store: Pick<ModelStore, 'list' | 'find'>;
  /** The owner wants all of it forgotten, or a part: what does not tell whose it is goes too. */
  onForget(): void;
}

/** The learning loop of a home, with its trainers. */
export interface OpenedLearning extends LearningPart {
  /** Hears what the runtime does: long trainings wait while requests are answered. */
  observe(event: RuntimeEvent): void;
}

export function openLearning({
  home,
  store,
  lease,
  threads,
  onForget,
  ...rest
}: OpenLearningDeps): OpenedLearning {
  const { settings } = rest;
  const aside = createAside();
  const adapters = createAdapters({
    settings,
    folder: join(home.skills, 'adapters'),
    lease,
    records: () => store.list(),
    threads,
    power: async () => (await readPower()).source,
  });
  const part = createLearning({
    ...rest,
    folder: home.skills,
    random: Math.random,
    trainers: (templateOf) => [...quickTrainers().map(aside.wrap), adapters.trainer(templateOf)],
    adapters,
    packages: () => openPlaces(home),
    terms: (model) => {
      const [head = '', ...name] = model.split('/');
      const card = head === 'local' ? store.find(name.join('/'))?.card : undefined;
      return card ? termsOfLocal(card) : termsOf(head, settings.providers);
    },
  });
  return {
    ...part,
    observe: adapters.observe,
    learning: {
      ...part.learning,
      async forget(scope, options) {
        if (options?.preview !== true) onForget();
        return part.learning.forget(scope, options);
      },
    },
    async close() {
      await part.close();
      await aside.close();
    },
  };
}
