import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { DoctorReport } from '../../../../src/contract/index.ts';
import { call, type CallError } from '../../api/call.ts';
import { returns } from '../../api/live.ts';

/** A look takes seconds of this machine: the last report stays while the tab is open. */
const kept = signal<{ report?: DoctorReport; error?: CallError; busy: boolean; seen: number }>({
  busy: false,
  seen: -1,
});

async function look({ online = false }: { online?: boolean } = {}): Promise<void> {
  if (kept.value.busy) return;
  const seen = returns.value;
  const { report } = kept.value;
  kept.value = { ...(report ? { report } : {}), busy: true, seen };
  try {
    kept.value = {
      report: await call<DoctorReport>(`/admin/doctor${online ? '?online=1' : ''}`),
      busy: false,
      seen,
    };
  } catch (error) {
    kept.value = { ...(report ? { report } : {}), error: error as CallError, busy: false, seen };
  }
}

/** What the doctor found; looks by itself when nothing is known, and when the server came back after it failed. */
export function useDoctor() {
  const { report, error, busy, seen } = kept.value;
  const back = returns.value;
  useEffect(() => {
    if (report === undefined && back !== seen) void look();
  }, [back]);
  return { report, error, busy, look };
}
