import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { NearmostError } from '../../contract/index.ts';

/** Data of one graph input. */
export interface Feed {
  readonly type: 'float32' | 'int64';
  readonly data: Float32Array | BigInt64Array;
  readonly shape: readonly number[];
}

/** A loaded graph: feeds in, float32 outputs by name out. */
export interface GraphSession {
  /**
   * Feeds share memory with the runtime: nothing is copied. Outputs named in `into` are written there, only these are
   * then computed and given back.
   */
  run(
    feeds: ReadonlyMap<string, Feed>,
    into?: ReadonlyMap<string, Feed>,
  ): Promise<ReadonlyMap<string, Float32Array>>;
  close(): Promise<void>;
}

/** The version that this package is made for. */
export const RUNTIME_VERSION = '1.30.0';

/** The runtime, an optional peer. @throws NearmostError `engine_missing` */
export async function loadRuntime(): Promise<typeof import('onnxruntime-node')> {
  try {
    return (await import('onnxruntime-node')).default;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND';
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new NearmostError(
      'engine_missing',
      `Training needs the package onnxruntime-node, which ${missing ? 'is not here' : `cannot be loaded: ${why}`}.`,
      { hint: `Install it beside Nearmost: npm install onnxruntime-node@${RUNTIME_VERSION}`, cause: error },
    );
  }
}

/**
 * Loads an ONNX graph into onnxruntime-node (imported here alone and only when called).
 * Spinning threads are off: on a machine with other work they cost several times the step.
 * @throws NearmostError `engine_missing`
 */
export async function openGraph(
  model: Uint8Array,
  threads: number,
  more: InferenceSession.SessionOptions = {},
): Promise<GraphSession> {
  const ort = await loadRuntime();
  const options: InferenceSession.SessionOptions = {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    // a memory pattern is one more block beside what the first run took: half as much memory again for no speed
    enableMemPattern: false,
    logSeverityLevel: 3,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
    ...more,
  };
  const session = await ort.InferenceSession.create(model, options);
  const tensors = new WeakMap<Feed, Tensor>();
  const tensorOf = (feed: Feed): Tensor => {
    const known = tensors.get(feed);
    if (known) return known;
    const tensor = new ort.Tensor(feed.type, feed.data, [...feed.shape]);
    tensors.set(feed, tensor);
    return tensor;
  };
  const all = (feeds: ReadonlyMap<string, Feed>): Record<string, Tensor> =>
    Object.fromEntries([...feeds].map(([name, feed]) => [name, tensorOf(feed)]));
  return {
    async run(feeds, into) {
      const inputs = all(feeds);
      const outputs = await (into ? session.run(inputs, all(into)) : session.run(inputs));
      return new Map(Object.entries(outputs).map(([name, tensor]) => [name, tensor.data as Float32Array]));
    },
    close: () => session.release(),
  };
}
