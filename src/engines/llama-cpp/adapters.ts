import { statSync } from 'node:fs';
import { NearmostError } from '../../contract/errors.ts';
import type { AdapterUse } from '../../contract/index.ts';
import { type AdapterBase, checkAdapter } from '../../kit/gguf/check-adapter.ts';
import { checkFinite } from '../../kit/gguf/check-finite.ts';
import { readGguf } from '../../kit/gguf/read.ts';
import type { Native, NativeLora } from './native.ts';

/** An adapter that was checked, as the scheduler tells adapters apart. */
export interface Adapter {
  /** Weights and scale: sequences with another key never share a batch or a cached prefix. */
  readonly key: string;
  /** Weights alone. */
  readonly file: string;
  readonly path: string;
  readonly scale: number;
}

/** The adapters of one base, in memory while they are used and as long as there is room. */
export interface Adapters {
  /**
   * Checks an adapter for this base; undefined: the base alone.
   * @throws NearmostError `invalid_model_file`, `invalid_request` for an impossible scale
   */
  resolve(use: AdapterUse | undefined): Promise<Adapter | undefined>;
  /** Reads the weights. Called between batches only. `inUse`: files that must stay. */
  load(adapter: Adapter, inUse: ReadonlySet<string>): Promise<void>;
  /** Makes the next batch of the lane that was entered use this adapter, which was loaded. Called between batches only. */
  attach(adapter: Adapter | undefined, lane?: number): void;
  /** All contexts are new: none has an adapter. */
  detached(): void;
}

const MOST_SCALE = 100;
/** Files that are remembered as sound; forgetting them costs one check. */
const MOST_CHECKED = 10_000;
/** Weights that are kept although nobody uses them now. */
const MOST_BYTES = 256 * 2 ** 20;
/**
 * Files that are kept although nobody uses them now. Few: at each change llama.cpp makes room for a graph with the pairs
 * of all that are loaded, some 0.1 ms a file of a small base (2 files 2 ms, 100 files 15 ms), while reading one anew
 * costs 0.6 ms.
 */
const MOST_FILES = 4;

export interface AdaptersOptions {
  native: Pick<Native, 'loadLora'> & { readonly context: Pick<Native['context'], 'setLoras'> };
  base: AdapterBase;
  /** Runs a piece of work while nothing else touches the list of adapters of the model. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  mostBytes?: number;
  mostFiles?: number;
}

export function createAdapters({
  native,
  base,
  alone,
  mostBytes = MOST_BYTES,
  mostFiles = MOST_FILES,
}: AdaptersOptions): Adapters {
  /** Sizes of files that passed the check. */
  const checked = new Map<string, number>();
  /** Oldest use first. */
  const loaded = new Map<string, { lora: NativeLora; bytes: number }>();
  /** By lane. */
  const attached: (Adapter | undefined)[] = [];

  /** A file by what tells it from a later one at the same path. */
  function identify(path: string): { file: string; bytes: number } {
    const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
    if (!stat)
      throw new NearmostError('invalid_model_file', `There is no adapter ${path}.`, {
        hint: 'Check the path; an adapter that was deleted must be trained or installed again.',
      });
    return { file: `${path}|${stat.ino}|${stat.size}|${stat.mtimeNs}`, bytes: Number(stat.size) };
  }

  async function freeUnused(inUse: ReadonlySet<string>): Promise<void> {
    let total = [...loaded.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    for (const [file, { lora, bytes }] of loaded) {
      if (total <= mostBytes && loaded.size <= mostFiles) return;
      // The attached ones are still named by their contexts.
      if (inUse.has(file) || attached.some((adapter) => adapter?.file === file)) continue;
      loaded.delete(file);
      total -= bytes;
      await lora.dispose();
    }
  }

  return {
    async resolve(use) {
      if (!use) return undefined;
      const { path, scale = 1 } = use;
      if (!Number.isFinite(scale) || Math.abs(scale) > MOST_SCALE)
        throw new NearmostError(
          'invalid_request',
          `The scale of the adapter is ${scale}; -${MOST_SCALE} to ${MOST_SCALE} is possible.`,
          { param: 'adapter.scale' },
        );
      const { file, bytes } = identify(path);
      if (!checked.has(file)) {
        const header = await readGguf(path);
        checkAdapter(header, base);
        checkFinite(path, header);
        if (checked.size >= MOST_CHECKED) checked.clear();
        checked.set(file, bytes);
      }
      return scale === 0 ? undefined : { key: `${scale}|${file}`, file, path, scale };
    },
    async load({ file, path }, inUse) {
      const known = loaded.get(file);
      if (known) {
        loaded.delete(file);
        loaded.set(file, known);
        return;
      }
      if (identify(path).file !== file)
        throw new NearmostError('invalid_model_file', `The adapter ${path} was changed while it was used.`, {
          hint: 'Send the request again.',
        });
      try {
        await alone(async () => {
          const lora = await native.loadLora(path);
          loaded.set(file, { lora, bytes: checked.get(file) ?? 0 });
          await freeUnused(new Set([...inUse, file]));
        });
      } catch (error) {
        throw new NearmostError('invalid_model_file', `llama.cpp cannot read the adapter ${path}.`, {
          cause: error,
        });
      }
    },
    attach(adapter, lane = 0) {
      if (adapter?.key === attached[lane]?.key) return;
      const lora = adapter && loaded.get(adapter.file)?.lora;
      if (adapter && !lora) throw new Error('an adapter is attached that was not loaded');
      native.context.setLoras(lora ? [lora] : [], lora && adapter ? [adapter.scale] : []);
      attached[lane] = adapter;
    },
    detached: () => void attached.splice(0),
  };
}
