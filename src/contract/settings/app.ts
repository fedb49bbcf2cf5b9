import { z } from 'zod';
import { caps } from './caps.ts';
import { queueMs } from './router.ts';

/** Settings of one app, named by the request header x-nearmost-app. */
export const appSettings = z.strictObject({
  label: z
    .enum(['public', 'personal', 'secret'])
    .optional()
    .describe('label of its requests when they state none'),
  threshold: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('confidence below which its answers are handed over'),
  qualityFloor: z
    .number()
    .min(0.5)
    .max(0.999)
    .optional()
    .describe('least share of its local answers that are good; the threshold is chosen from judged answers'),
  localShare: z
    .number()
    .min(0.01)
    .max(0.999)
    .optional()
    .describe('least share of its requests answered on this device; a qualityFloor counts more'),
  queueWhenOfflineMs: queueMs.optional().describe('as router.queueWhenOfflineMs, for this app'),
  budget: z.strictObject(caps).optional(),
});
