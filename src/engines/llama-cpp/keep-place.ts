import type { Settings } from '../../contract/index.ts';
import type { KeepPlace } from './kept.ts';

const DAY_MS = 86_400_000;
/** Conversations that nobody came back to for so long are deleted. */
const KEPT_DAYS = 7;

/** Where states of conversations are kept, how many bytes and how long; undefined: nowhere. */
export function keepPlace(folder: string, { memory, ledger, learn }: Settings): KeepPlace | undefined {
  if (memory.keepConversations === 0) return undefined;
  const days = Math.min(KEPT_DAYS, ledger.retentionDays, learn.retentionDays);
  return { folder, mostBytes: memory.keepConversations, maxAgeMs: days * DAY_MS };
}
