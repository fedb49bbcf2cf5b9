import { z } from 'zod';

/** How models of this device run. */
export const localSettings = z
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
  .prefault({});
