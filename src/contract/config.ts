import { z } from 'zod';
import { appSettings } from './settings/app.ts';
import { caps } from './settings/caps.ts';
import { learnSettings } from './settings/learn.ts';
import { localSettings } from './settings/local.ts';
import { memorySettings } from './settings/memory.ts';
import { providerSettings } from './settings/provider.ts';
import { routerSettings } from './settings/router.ts';
import { serverSettings } from './settings/server.ts';

/** The only description of settings: defaults, ranges and words. `nearmost config` prints it with origins. */
export const settingsSchema = z.strictObject({
  label: z
    .enum(['public', 'personal', 'secret'])
    .default('personal')
    .describe(
      'label of requests that state none; personal and secret never leave this device; for one exception see router.split',
    ),
  server: serverSettings,
  router: routerSettings,
  local: localSettings,
  memory: memorySettings,
  budget: z
    .strictObject({
      ...caps,
      answerTokens: z
        .int()
        .min(16)
        .max(1_048_576)
        .default(4096)
        .describe(
          'longest answer under a cap, in tokens, of a request that states none: what is set aside and sent as its limit',
        ),
    })
    .prefault({}),
  providers: z
    .record(z.string().regex(/^[a-z][\w-]*$/), providerSettings)
    .default({})
    .describe('one entry a provider; `custom` names need a baseUrl'),
  apps: z.record(z.string().min(1).max(64), appSettings).default({}).describe('one entry an app'),
  learn: learnSettings,
  network: z
    .strictObject({
      metered: z
        .enum(['auto', 'yes', 'no'])
        .default('auto')
        .describe(
          'whether bytes on this link cost money; auto: what the system says. Models are then fetched on consent only',
        ),
    })
    .prefault({}),
  privacy: z
    .strictObject({
      names: z
        .array(z.string().trim().min(2).max(200))
        .max(10_000)
        .default([])
        .describe('people, firms and places that are replaced in what leaves pseudonymised'),
    })
    .prefault({}),
  pull: z
    .strictObject({
      hub: z
        .url({ protocol: /^https?$/ })
        .default('https://huggingface.co')
        .describe('model hub'),
    })
    .prefault({}),
  ledger: z
    .strictObject({
      retentionDays: z.int().min(1).max(36_500).default(365).describe('days that ledger rows are kept'),
      counterfactual: z
        .string()
        .default('openai/gpt-6-luna')
        .describe('cloud model whose price is shown beside local answers'),
    })
    .prefault({}),
});

/** Settings, complete with defaults. */
export type Settings = z.output<typeof settingsSchema>;
/** What an owner may write: everything optional. */
export type SettingsInput = z.input<typeof settingsSchema>;

/**
 * Types a `nearmost.config.ts`.
 * @example export default defineConfig({ router: { threshold: 0.8 } })
 */
export function defineConfig(settings: SettingsInput): SettingsInput {
  return settings;
}
