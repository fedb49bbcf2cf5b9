import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { NearmostError } from '../../../contract/errors.ts';

/** How a folder of another trainer keeps its factors. */
export interface AdapterConfig {
  readonly kind: 'peft' | 'mlx';
  readonly rank: number;
  /** The product of a pair is scaled by alpha / rank. */
  readonly alpha: number;
}

const rank = z.int().min(1).max(4096);
const factor = z.number().min(-65_536).max(65_536);
/** What of PEFT's `adapter_config.json` decides the numbers. */
const PEFT = z.looseObject({
  peft_type: z.string().default('LORA'),
  r: rank,
  lora_alpha: factor,
  use_rslora: z.boolean().nullish(),
  bias: z.string().nullish(),
  init_lora_weights: z.union([z.boolean(), z.string()]).nullish(),
});
/** Set or filled, each of them makes more of an adapter than pairs of matrices with one scale. */
const MORE: ReadonlySet<string> = new Set([
  'alora_invocation_tokens',
  'alpha_pattern',
  'fan_in_fan_out',
  'layer_replication',
  'lora_bias',
  'modules_to_save',
  'rank_pattern',
  'target_parameters',
  'trainable_token_indices',
]);
/** So may what begins or ends like this, also in versions to come, but for these. */
const VARIANT = /^use_|_config$/;
const HARMLESS: ReadonlySet<string> = new Set(['use_rslora', 'eva_config', 'megatron_config']);
/** Beginnings that leave the base as it was. Others change it as well, and their pairs say nothing without it. */
const BEGINNINGS: ReadonlySet<string> = new Set(['gaussian', 'eva', 'orthogonal']);
/** The same of mlx-lm's. */
const MLX = z.object({
  fine_tune_type: z.string().default('lora'),
  lora_parameters: z.object({ rank, scale: factor }),
});
const printable = (text: string): string => text.replaceAll(/[^\x20-\x7E]/g, '?');

/** An adapter that is more than, or other than, pairs of matrices. */
export const refuseAdapter = (what: string): NearmostError =>
  new NearmostError('unsupported', `This adapter cannot be imported: ${printable(what)}.`, {
    hint: 'Train plain LoRA on the linear layers: q, k, v, o, gate, up and down projections.',
  });

const badConfig = (path: string, what: string, cause?: unknown): NearmostError =>
  new NearmostError('invalid_model_file', `${path} ${what}`, {
    hint: 'Name the folder that save_pretrained() or mlx_lm wrote.',
    ...(cause === undefined ? {} : { cause }),
  });

/**
 * Reads `adapter_config.json` of PEFT (and of what is built on it) or of mlx-lm.
 * @throws NearmostError `unsupported` for adapters that are more than pairs of matrices, `invalid_model_file`
 */
export function readAdapterConfig(path: string): AdapterConfig {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw badConfig(path, 'cannot be read as JSON.', error);
  }
  const mlx = typeof value === 'object' && value !== null && Object.hasOwn(value, 'lora_parameters');
  const config = mlx ? ofMlx(parsed(path, MLX, value)) : ofPeft(parsed(path, PEFT, value));
  // llama.cpp takes an alpha of 0 for one that is not stated
  if (config.alpha === 0) throw refuseAdapter('it is scaled by 0, so it changes nothing');
  return config;
}

function parsed<T>(path: string, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw badConfig(path, `is no configuration of a LoRA: ${z.prettifyError(result.error)}`);
}

function ofMlx({
  fine_tune_type: type,
  lora_parameters: { rank: r, scale },
}: z.infer<typeof MLX>): AdapterConfig {
  if (type !== 'lora') throw refuseAdapter(`it is of the kind ${type.slice(0, 40)}`);
  return { kind: 'mlx', rank: r, alpha: scale * r };
}

function ofPeft(config: z.infer<typeof PEFT>): AdapterConfig {
  const { r, lora_alpha: alpha, init_lora_weights: init } = config;
  if (config.peft_type !== 'LORA') throw refuseAdapter(`it is of the kind ${config.peft_type.slice(0, 40)}`);
  for (const [key, value] of Object.entries(config))
    if ((MORE.has(key) || (VARIANT.test(key) && !HARMLESS.has(key))) && isFilled(value))
      throw refuseAdapter(`it was trained with ${key.slice(0, 40)}`);
  if (config.bias && config.bias !== 'none') throw refuseAdapter('it trained biases');
  if (typeof init === 'string' && !BEGINNINGS.has(init))
    throw refuseAdapter(`it began as "${init.slice(0, 40)}", which may change the base as well`);
  // llama.cpp divides by the rank; rank-stabilised adapters are to be divided by its root
  return { kind: 'peft', rank: r, alpha: config.use_rslora ? alpha * Math.sqrt(r) : alpha };
}

/** Neither null nor false, nor an empty list or record. */
const isFilled = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value);
