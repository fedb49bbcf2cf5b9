import { z } from 'zod';
import { caps, usd } from './caps.ts';

/** Settings of one provider. The key is a secret: it is never printed. */
export const providerSettings = z.strictObject({
  key: z.string().min(1).optional().describe("API key; the provider's environment variable wins over it"),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('address of the API, with its version: https://host/v1'),
  model: z.string().min(1).optional().describe('model used under auto'),
  enabled: z.boolean().default(true).describe('false: never a candidate'),
  learn: z
    .enum(['allowed', 'forbidden'])
    .optional()
    .describe(
      'what your agreement with it says about learning from its answers; absent: its public terms hold',
    ),
  budget: z.strictObject(caps).optional(),
  price: z
    .strictObject({
      input: usd
        .optional()
        .describe('US dollars for a million tokens that it reads; with output, wins over the price list'),
      output: usd
        .optional()
        .describe('US dollars for a million tokens that it writes; with input, wins over the price list'),
    })
    .optional(),
});
