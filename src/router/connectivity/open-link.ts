import type { RuntimeEvent } from '../../contract/index.ts';
import type { Clock } from '../../kit/clock.ts';
import { createHealth, type Health } from '../calls/health.ts';
import { linkHealth } from './link-health.ts';
import { createMonitor, type Monitor } from './monitor.ts';
import { createWaitingRoom, type WaitingRoom } from './waiting-room.ts';

/** The way to providers: whether it is there, who waits for it, and which of them are well. */
export interface Link {
  monitor: Monitor;
  room: WaitingRoom;
  health: Health;
  /** Why the link is gone, in words; undefined: it is not. */
  lost(): string | undefined;
}

interface LinkDeps {
  clock: Clock;
  emit(event: RuntimeEvent): void;
  /** Whether a provider is within the own network. */
  isNear(provider: string): boolean;
}

export function openLink({ clock, emit, isNear }: LinkDeps): Link {
  const monitor = createMonitor(clock, (status) => {
    emit({ type: 'link', status, at: clock.now() });
    room.look();
  });
  const room = createWaitingRoom(clock, monitor);
  return {
    monitor,
    room,
    health: linkHealth(createHealth(clock), monitor, isNear),
    lost: () => (monitor.retryInMs() === undefined ? undefined : monitor.status().why),
  };
}
