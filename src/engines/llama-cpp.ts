import { totalmem } from 'node:os';
import {
  defineEngine,
  type Engine,
  type LoadedModel,
  type LoadOptions,
  NearmostError,
} from '../contract/index.ts';
import { inspectGguf } from '../store/inspect.ts';
import { checkMemory } from './llama-cpp/check-memory.ts';
import { type Child, startChild } from './llama-cpp/child-process.ts';
import { hasGpuBuild } from './llama-cpp/gpu-build.ts';
import { loadOrFallBack } from './llama-cpp/load-or-fall-back.ts';
import { connectModel } from './llama-cpp/loaded-model.ts';
import type { KeepPlace } from './llama-cpp/kept.ts';
import { mostLanes } from './llama-cpp/most-lanes.ts';
import type { FromChild } from './llama-cpp/protocol.ts';
import { stayAwake } from './llama-cpp/stay-awake.ts';

export interface LlamaCppOptions {
  /** Variables that the child's environment is filtered from; default: this process's. */
  env?: Readonly<Record<string, string | undefined>>;
  /** Use a GPU where a build for it is installed; what does not load there runs on the processor. Default false. */
  gpu?: boolean;
  /** Longest load in milliseconds; default 10 minutes, for large files on slow disks. */
  loadTimeoutMs?: number;
  /** Memory that weights and context must fit into; default: all of this device. */
  memoryBytes?: number;
  /** Where conversations are kept while their model is not in memory; absent: they are not. */
  keep?: KeepPlace;
}

/**
 * Text models (GGUF) on llama.cpp, through node-llama-cpp. One child process for each loaded model: a file that breaks
 * the native code takes only its own process with it. The file's header is checked here before the child sees it.
 * @example
 * const engine = createLlamaCpp();
 * const loaded = await engine.load({ model, contextSize: 2048, sequences: 4, threads: 2 });
 */
export function createLlamaCpp(options: LlamaCppOptions = {}): Engine {
  const { env = process.env, loadTimeoutMs = 600_000, memoryBytes = totalmem(), keep } = options;
  const gpu = options.gpu === true && hasGpuBuild();
  /** Models that did not load on the GPU. */
  const onProcessor = new Set<string>();
  let spare: Child | undefined;
  let closed = false;

  function warm(): void {
    if (spare || closed) return;
    const child = startChild({ env, gpu });
    spare = child;
    void child.exited.then(() => {
      if (spare === child) spare = undefined;
    });
  }

  function take(withGpu: boolean): Child {
    if (withGpu !== gpu) return startChild({ env, gpu: withGpu });
    const child = spare ?? startChild({ env, gpu });
    spare = undefined;
    return child;
  }

  const load = (wanted: LoadOptions): Promise<LoadedModel> =>
    loadOrFallBack(
      (withGpu) => loadIn(wanted, withGpu),
      gpu && !onProcessor.has(wanted.model.path),
      ({ message }) => {
        onProcessor.add(wanted.model.path);
        process.emitWarning(
          `"${wanted.model.id}" does not load on the GPU (${message}): it runs on the processor.`,
          'Nearmost',
        );
      },
    );

  async function loadIn(
    { model, contextSize, sequences, threads, signal }: LoadOptions,
    withGpu: boolean,
  ): Promise<LoadedModel> {
    if (closed) throw new NearmostError('load_failed', 'The engine is closed.');
    const info = await inspectGguf(model.path);
    const size = { contextSize: Math.min(contextSize, info.contextLength), sequences };
    checkMemory(info, size, memoryBytes);
    const cancelled = (): NearmostError =>
      new NearmostError('cancelled', `The load of "${model.id}" was cancelled.`);
    if (signal?.aborted) throw cancelled();
    const child = take(withGpu);
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const timer = setTimeout(
      () =>
        reject(
          new NearmostError(
            'load_failed',
            `Model "${model.id}" was not loaded within ${Math.round(loadTimeoutMs / 1000)} s.`,
          ),
        ),
      loadTimeoutMs,
    );
    const abort = (): void => reject(cancelled());
    signal?.addEventListener('abort', abort, { once: true });
    void child.exited.then(({ detail }) =>
      reject(
        new NearmostError(
          'load_failed',
          `The process of model "${model.id}" died while loading (${detail}).`,
        ),
      ),
    );
    try {
      child.ready.catch(reject);
      await stayAwake(Promise.race([child.ready, promise]));
      child.listen((message: FromChild) => {
        if (message.type === 'loaded') resolve(message.contextSize);
        if (message.type === 'failed') reject(new NearmostError(message.error.code, message.error.message));
      });
      child.send({
        type: 'load',
        path: model.path,
        ...size,
        threads,
        lanes: mostLanes(info, size, memoryBytes),
        embeddingOnly: info.embeddingOnly,
        architecture: info.architecture,
        ...(keep && !info.embeddingOnly ? { keep } : {}),
        ...(model.sha256 === undefined ? {} : { sha256: model.sha256 }),
        ...(model.card.responseFormat === undefined ? {} : { responseFormat: model.card.responseFormat }),
      });
      return connectModel(child, model, await stayAwake(promise));
    } catch (error) {
      await child.kill();
      throw error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
  }

  return defineEngine({
    id: 'llama-cpp',
    async available() {
      try {
        import.meta.resolve('node-llama-cpp');
      } catch {
        return { ok: false, detail: 'node-llama-cpp is not installed' };
      }
      warm();
      const child = spare;
      if (!child) return { ok: false, detail: 'the engine is closed' };
      try {
        await stayAwake(child.ready);
        return { ok: true, detail: `node-llama-cpp is ready (${gpu ? 'GPU where there is one' : 'CPU'})` };
      } catch (error) {
        await child.kill();
        return { ok: false, detail: NearmostError.from(error).message };
      }
    },
    warm,
    load,
    async close() {
      closed = true;
      await spare?.kill();
      spare = undefined;
    },
  });
}

export default createLlamaCpp;
