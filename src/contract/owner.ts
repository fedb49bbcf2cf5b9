import type { OwnerApps } from './owner-apps.ts';
import type { OwnerDevice } from './owner-device.ts';
import type { OwnerSettings } from './owner-settings.ts';

import type { OwnerCatalog } from './owner-catalog.ts';
import type { OwnerMemory } from './owner-memory.ts';
import type { OwnerPulls } from './owner-pulls.ts';
import type { OwnerShare } from './owner-share.ts';
import type { OwnerSkills } from './owner-skills.ts';
import type { RuntimeEvent } from './events.ts';

/**
 * What the owner of this device does beside asking: the console and the command line show the same of it. A section a
 * subject; each is opened when it is first used.
 * @example await (await owner.settings()).addKey({ provider: 'openai', key })
 */
export interface Owner {
  settings(): Promise<OwnerSettings>;
  device(): Promise<OwnerDevice>;
  apps(): Promise<OwnerApps>;
  catalog(): Promise<OwnerCatalog>;
  pulls(): Promise<OwnerPulls>;
  memory(): Promise<OwnerMemory>;
  share(): Promise<OwnerShare>;
  skills(): Promise<OwnerSkills>;
  /** Hears what the owner's side tells beside the runtime, such as the progress of a pull; the result ends it. */
  on(listener: (event: RuntimeEvent) => void): () => void;
  /** Ends what is under way and lets go of files. */
  close(): Promise<void>;
}
