import { z } from 'zod';
import { STUDENT_KINDS } from './learning.ts';

const port = z.int().min(0).max(65_535);
const positive = z.number().positive();

const queueMs = z.int().min(0).max(86_400_000);
const usd = z.number().min(0);
const tokens = z.int().min(0);

/** Hard caps on what providers may cost; absent: no cap. A call is counted at its worst before it is sent. */
const caps = {
  dayUsd: usd.optional().describe('most US dollars a day for providers; absent: no cap'),
  monthUsd: usd.optional().describe('most US dollars a month for providers; absent: no cap'),
  dayTokens: tokens.optional().describe('most tokens a day, read and written by providers; absent: no cap'),
  monthTokens: tokens
    .optional()
    .describe('most tokens a month, read and written by providers; absent: no cap'),
};

/** Settings of one provider. The key is a secret: it is never printed. */
const providerSettings = z.strictObject({
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

/** Settings of one app, named by the request header x-nearmost-app. */
const appSettings = z.strictObject({
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

/** The only description of settings: defaults, ranges and words. `nearmost config` prints it with origins. */
export const settingsSchema = z.strictObject({
  label: z
    .enum(['public', 'personal', 'secret'])
    .default('personal')
    .describe(
      'label of requests that state none; personal and secret never leave this device; for one exception see router.split',
    ),
  server: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1').describe('address to listen on'),
      port: port.default(9595).describe('port to listen on; 0 = any free one'),
      allowedHosts: z.array(z.string()).default([]).describe('Host headers accepted beside loopback names'),
      allowedOrigins: z.array(z.string()).default([]).describe('web origins that may call the server'),
      maxBodyMb: positive.max(1024).default(32).describe('largest request body in MB'),
    })
    .prefault({}),
  router: z
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
        .describe(
          'cloud models in order of preference; empty: each provider with a key and its default model',
        ),
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
      splitSeconds: positive
        .max(86_400)
        .default(120)
        .describe('longest time that the local model may take for such notes'),
    })
    .prefault({}),
  local: z
    .strictObject({
      model: z
        .string()
        .default('')
        .describe('local model for auto; empty: the pulled model that fits the job, else the embedded one'),
      threads: z
        .int()
        .min(0)
        .max(1024)
        .default(0)
        .describe('threads for all models together; 0 = all cores but one'),
      gpu: z
        .enum(['auto', 'off'])
        .default('auto')
        .describe('auto: layers that fit go to the GPU when a build for it is installed (nearmost engines)'),
      contextSize: z
        .int()
        .min(64)
        .max(1_048_576)
        .default(4096)
        .describe("tokens of context for each sequence, at most the model's own"),
      parallel: z.int().min(1).max(64).default(8).describe('sequences that run side by side in one model'),
      idleUnloadS: z
        .int()
        .min(0)
        .max(604_800)
        .default(600)
        .describe('seconds after which an unused model is unloaded; 0 = never'),
      maxLoaded: z
        .int()
        .min(1)
        .max(64)
        .default(64)
        .describe('models that stay loaded at most; memory.budget decides before'),
    })
    .prefault({}),
  memory: z
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
    .prefault({}),
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
  learn: z
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
      memoryMb: z
        .int()
        .min(64)
        .optional()
        .describe('most memory of a training; absent: half of what is free'),
      judge: z.string().default('').describe('model that compares prose answers; empty: the teacher'),
      trainer: z
        .array(z.string().min(1))
        .default([])
        .describe('command of an own adapter trainer with its arguments; empty: the one in this package'),
    })
    .prefault({}),
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
