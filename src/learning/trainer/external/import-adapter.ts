import { copyFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { NearmostError } from '../../../contract/errors.ts';
import { type AdapterInfo, checkAdapter } from '../../../kit/gguf/check-adapter.ts';
import { checkFinite } from '../../../kit/gguf/check-finite.ts';
import { readGguf } from '../../../kit/gguf/read.ts';
import { readShape } from '../architectures/read-shape.ts';
import { readAdapterConfig } from './adapter-config.ts';
import { importLora, type LoraBase } from './import-lora.ts';
import { plainFile } from './plain-file.ts';

/** Where an adapter comes from and goes to. */
export interface AdapterImport {
  /** A GGUF file, or a folder that holds `adapter.gguf` or what PEFT's save_pretrained() or mlx-lm writes. */
  readonly from: string;
  /** Path of the finished adapter. A file that is there is replaced at the very end, by a sound one only. */
  readonly to: string;
  /** Path of the base, a GGUF file, and its sha256 in hex. */
  readonly base: string;
  readonly baseSha256: string;
  /** How converted factors are stored: exact (default), or in half the bytes. A GGUF file stays as it is. */
  readonly stored?: 'F32' | 'F16' | undefined;
}

const MOST_ADAPTER = 2 ** 32;
const MOST_CONFIG = 2 ** 20;
const FACTORS = { peft: 'adapter_model.safetensors', mlx: 'adapters.safetensors' } as const;

/**
 * Takes over an adapter that was trained elsewhere: converts it where need be, checks it against the base (architecture,
 * every pair's shape, finite numbers, the base's digest where the adapter states one) and only then puts it in place.
 * @throws NearmostError `invalid_model_file`, `unsupported`, `not_found`, `disk_full`
 */
export async function importAdapter(options: AdapterImport): Promise<AdapterInfo> {
  const { from, to, base, baseSha256, stored } = options;
  const header = await readGguf(base);
  const shape = readShape(base, header);
  const part = `${to}.part`;
  try {
    rmSync(part, { force: true });
    const gguf = from.endsWith('.gguf')
      ? plainFile(dirname(from), basename(from), MOST_ADAPTER)
      : plainFile(from, 'adapter.gguf', MOST_ADAPTER);
    if (gguf === undefined) writeFileSync(part, converted(from, { shape, sha256: baseSha256, stored }));
    else copyFileSync(gguf, part);
    const adapter = await readGguf(part);
    const info = checkAdapter(adapter, {
      architecture: shape.architecture,
      tensors: header.tensors,
      sha256: baseSha256,
    });
    checkFinite(part, adapter);
    renameSync(part, to);
    return info;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT')
      throw new NearmostError('disk_full', `There is no room for the adapter ${to}.`, { cause: error });
    throw error;
  } finally {
    rmSync(part, { force: true });
  }
}

function converted(from: string, base: LoraBase): Uint8Array {
  const config = plainFile(from, 'adapter_config.json', MOST_CONFIG);
  if (config === undefined)
    throw new NearmostError('not_found', `There is no adapter in ${from}.`, {
      hint: `The trainer must leave adapter.gguf there, or adapter_config.json with ${FACTORS.peft} or ${FACTORS.mlx}.`,
    });
  const read = readAdapterConfig(config);
  const name = FACTORS[read.kind];
  const factors = plainFile(from, name, MOST_ADAPTER);
  if (factors === undefined)
    throw new NearmostError('not_found', `There is an adapter_config.json in ${from}, but no ${name}.`, {
      hint:
        read.kind === 'peft'
          ? 'Save it with save_pretrained(folder, safe_serialization=True).'
          : 'Save the trained parameters with mx.save_safetensors().',
    });
  return importLora(factors, read, base);
}
