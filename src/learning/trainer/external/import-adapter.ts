import { copyFileSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NearmostError } from '../../../contract/errors.ts';
import { type AdapterInfo, checkAdapter } from '../../../kit/gguf/check-adapter.ts';
import { checkFinite } from '../../../kit/gguf/check-finite.ts';
import { readGguf } from '../../../kit/gguf/read.ts';
import { readShape } from '../architectures/read-shape.ts';
import { importPeft } from './import-peft.ts';

/** Where an adapter comes from and goes to. */
export interface AdapterImport {
  /** A GGUF file, or a folder that holds `adapter.gguf` or what PEFT's save_pretrained() writes. */
  readonly from: string;
  /** Path of the finished adapter. A file that is there is replaced at the very end, by a sound one only. */
  readonly to: string;
  /** Path of the base, a GGUF file, and its sha256 in hex. */
  readonly base: string;
  readonly baseSha256: string;
}

/**
 * Takes over an adapter that was trained elsewhere: converts it where need be, checks it against the base (architecture,
 * every pair's shape, finite numbers, the base's digest where the adapter states one) and only then puts it in place.
 * @throws NearmostError `invalid_model_file`, `unsupported`, `not_found`, `disk_full`
 */
export async function importAdapter({ from, to, base, baseSha256 }: AdapterImport): Promise<AdapterInfo> {
  const header = await readGguf(base);
  const shape = readShape(base, header);
  const part = `${to}.part`;
  try {
    const gguf = ggufIn(from);
    if (gguf !== undefined) copyFileSync(gguf, part);
    else if (existsSync(join(from, 'adapter_config.json')))
      writeFileSync(part, importPeft(from, { shape, sha256: baseSha256 }));
    else
      throw new NearmostError('not_found', `There is no adapter in ${from}.`, {
        hint: 'The trainer must leave adapter.gguf there, or adapter_config.json with adapter_model.safetensors.',
      });
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
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
      throw new NearmostError('disk_full', `There is no room for the adapter ${to}.`, { cause: error });
    throw error;
  } finally {
    rmSync(part, { force: true });
  }
}

function ggufIn(from: string): string | undefined {
  if (from.endsWith('.gguf')) return from;
  const inside = join(from, 'adapter.gguf');
  return existsSync(inside) ? inside : undefined;
}
