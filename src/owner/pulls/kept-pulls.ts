import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PullStatus } from '../../contract/index.ts';
import type { Home } from '../../store/home.ts';
import { writeFileAtomic } from '../../store/write-file.ts';

/** A pull that did not end, so that it can go on after a restart. */
export interface KeptPull {
  status: PullStatus;
  /** Where its bytes are; absent until it is known. */
  part?: string;
}

const fileOf = ({ downloads }: Home): string => join(downloads, 'pulls.json');

/** Pulls that were under way when the server ended, now stopped. A damaged file is as good as none. */
export function readKeptPulls(home: Home): KeptPull[] {
  try {
    const kept = JSON.parse(readFileSync(fileOf(home), 'utf8')) as KeptPull[];
    return kept
      .filter(({ status }) => typeof status?.model === 'string')
      .map(({ status, ...rest }) => ({
        ...rest,
        status: { ...status, state: 'stopped', bytesPerSecond: 0, secondsLeft: null },
      }));
  } catch {
    return [];
  }
}

/** Remembers those that did not end. Never throws: a full disk must not end a pull twice. */
export function keepPulls(home: Home, pulls: readonly KeptPull[]): void {
  try {
    const open = pulls.filter(({ status }) => status.state !== 'done');
    writeFileAtomic(fileOf(home), `${JSON.stringify(open, null, 2)}\n`);
  } catch {
    // the bytes are there nevertheless: the same pull goes on from them
  }
}
