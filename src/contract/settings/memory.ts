import { z } from 'zod';

/** What models may take of memory and disk, and what happens while one loads. */
export const memorySettings = z
  .strictObject({
    budget: z
      .string()
      .regex(/^\s*\d+(\.\d+)?\s*(%|[kmgKMG]?[iI]?[bB])?\s*$/, 'expected bytes, 6GB or 60%')
      .default('75%')
      .describe('most memory of all local models together: bytes (6GB) or a share of this device (60%)'),
    pinned: z.array(z.string().min(1)).default([]).describe('ids of models that stay once they are loaded'),
    bridgeSeconds: z
      .number()
      .min(0)
      .max(86_400)
      .default(2)
      .describe(
        'public requests may be answered elsewhere while their model loads for at least so many seconds; 0 = they wait',
      ),
    bridgeShare: z
      .number()
      .min(0)
      .max(1)
      .default(0.125)
      .describe('most of all requests that are answered elsewhere for that reason, as a share'),
    keepConversations: z
      .int()
      .min(0)
      .max(2 ** 50)
      .default(256 * 2 ** 20)
      .describe(
        'bytes on disk for the state of conversations whose model was unloaded, so that they go on at once; 0 = none is kept, secret ones never are',
      ),
  })
  .prefault({});
