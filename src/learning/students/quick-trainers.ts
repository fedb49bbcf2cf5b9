import type { StudentTrainer } from '../student.ts';
import { createExtractTrainer } from './extract.ts';
import { createMemoTrainer } from './memo.ts';
import { createProbeTrainer } from './probe.ts';

/** Students that are trained in seconds and answer at once, smallest first. */
export function quickTrainers(): StudentTrainer[] {
  return [createMemoTrainer(), createProbeTrainer(), createExtractTrainer()];
}
