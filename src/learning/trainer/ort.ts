import type { InferenceSession } from 'onnxruntime-node';

/** Data of one graph input. */
export interface Feed {
  readonly type: 'float32' | 'int64';
  readonly data: Float32Array | BigInt64Array;
  readonly shape: readonly number[];
}

/** A loaded graph: feeds in, float32 outputs by name out. */
export interface GraphSession {
  run(feeds: ReadonlyMap<string, Feed>): Promise<ReadonlyMap<string, Float32Array>>;
  close(): Promise<void>;
}

/**
 * Loads an ONNX graph into onnxruntime-node (an optional peer, imported here alone and only when called).
 * Spinning threads are off: on a machine with other work they cost several times the step.
 */
export async function openGraph(model: Uint8Array, threads: number): Promise<GraphSession> {
  const ort = (await import('onnxruntime-node')).default;
  const options: InferenceSession.SessionOptions = {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    enableMemPattern: true,
    logSeverityLevel: 3,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  };
  const session = await ort.InferenceSession.create(model, options);
  return {
    async run(feeds) {
      const inputs: Record<string, InstanceType<typeof ort.Tensor>> = {};
      for (const [name, { type, data, shape }] of feeds)
        inputs[name] = new ort.Tensor(type, data, [...shape]);
      const outputs = await session.run(inputs);
      return new Map(Object.entries(outputs).map(([name, tensor]) => [name, tensor.data as Float32Array]));
    },
    close: () => session.release(),
  };
}
