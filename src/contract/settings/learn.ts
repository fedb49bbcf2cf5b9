import { z } from 'zod';
import { STUDENT_KINDS } from '../learning.ts';

/** How small models are trained from answers, and checked. */
export const learnSettings = z
  .strictObject({
    floor: z
      .number()
      .min(0.5)
      .max(0.999)
      .default(0.95)
      .describe("lowest accepted agreement of a skill's answers with its teacher"),
    shadowShare: z
      .number()
      .min(0.001)
      .max(1)
      .default(0.02)
      .describe('share of locally served answers that the teacher answers too, as a check'),
    retentionDays: z.int().min(1).max(36_500).default(180).describe('days that examples are kept'),
    students: z
      .array(z.enum(STUDENT_KINDS))
      .default([...STUDENT_KINDS])
      .describe('kinds of students that may be trained, smallest first'),
    idleOnly: z
      .boolean()
      .default(true)
      .describe('train adapters only on mains power and while no request runs'),
    memoryMb: z.int().min(64).optional().describe('most memory of a training; absent: half of what is free'),
    judge: z.string().default('').describe('model that compares prose answers; empty: the teacher'),
    trainer: z
      .array(z.string().min(1))
      .default([])
      .describe('command of an own adapter trainer with its arguments; empty: the one in this package'),
  })
  .prefault({});
