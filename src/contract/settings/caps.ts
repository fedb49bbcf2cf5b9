import { z } from 'zod';

/** An amount of US dollars. */
export const usd = z.number().min(0);
const tokens = z.int().min(0);

/** Hard caps on what providers may cost; absent: no cap. A call is counted at its worst before it is sent. */
export const caps = {
  dayUsd: usd.optional().describe('most US dollars a day for providers; absent: no cap'),
  monthUsd: usd.optional().describe('most US dollars a month for providers; absent: no cap'),
  dayTokens: tokens.optional().describe('most tokens a day, read and written by providers; absent: no cap'),
  monthTokens: tokens
    .optional()
    .describe('most tokens a month, read and written by providers; absent: no cap'),
};
