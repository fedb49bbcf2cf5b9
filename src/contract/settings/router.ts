import { z } from 'zod';
import { usd } from './caps.ts';

/** How long a request waits for a lost link. */
export const queueMs = z.int().min(0).max(86_400_000);

/** When an answer is handed over, to whom, and what leaves the device. */
export const routerSettings = z
  .strictObject({
    threshold: z
      .number()
      .min(0)
      .max(1)
      .default(0.7)
      .describe('confidence below which a local answer is handed over'),
    holdTokens: z
      .int()
      .min(1)
      .max(4096)
      .default(16)
      .describe('streamed tokens held back until the confidence is read'),
    timeoutMs: z
      .int()
      .min(100)
      .max(3_600_000)
      .default(60_000)
      .describe('longest wait for the first byte of a provider'),
    hedge: z
      .boolean()
      .default(false)
      .describe(
        'true: a provider slower than it nearly always is gets a rival; at most one request in twenty is sent twice',
      ),
    finishCut: z
      .boolean()
      .default(false)
      .describe('true: an answer of a provider that breaks off is finished by a model of this device'),
    queueWhenOfflineMs: queueMs
      .default(0)
      .describe(
        'milliseconds that a public request which nobody here can answer waits while the link is lost; 0 = it is refused at once',
      ),
    probeUsd: usd
      .default(0)
      .describe(
        'US dollars a day for asking cloud models a fixed question twice, to see whether they answer alike; 0 = never',
      ),
    offline: z.boolean().default(false).describe('true: nothing leaves this device'),
    cloud: z
      .array(z.string().regex(/^[\w-]+\/.+$/, 'expected <provider>/<model>'))
      .default([])
      .describe('cloud models in order of preference; empty: each provider with a key and its default model'),
    order: z
      .enum(['auto', 'listed', 'market'])
      .default('auto')
      .describe(
        'listed: cloud models as listed; market: by price, speed and consistency; auto: listed when router.cloud lists some',
      ),
    split: z
      .enum(['off', 'public', 'pseudonymised'])
      .default('off')
      .describe(
        'documents too long for the local model: it takes notes of each part, and only question and notes go to the cloud. public: of public requests, where that is cheaper; pseudonymised: of personal ones too, with personal details replaced',
      ),
    splitSeconds: z
      .number()
      .positive()
      .max(86_400)
      .default(120)
      .describe('longest time that the local model may take for such notes'),
  })
  .prefault({});
