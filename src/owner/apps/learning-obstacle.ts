import type { Settings } from '../../contract/index.ts';

/** What stands in the way of learning from an app's requests, in a sentence; null: nothing does. Pure. */
export function learningObstacle({ apps, label: usual }: Settings, app: string): string | null {
  const label = apps[app]?.label ?? usual;
  return label === 'public'
    ? null
    : `Requests of ${app} without a label are ${label} and never leave this device, so no cloud model teaches here. A stronger model on this device can, or let them leave: nearmost config set apps.${app}.label public`;
}
