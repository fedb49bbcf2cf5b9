// One token after the other on llama.cpp itself, without an adapter, with one, and with another one each time.
import { getLlama } from 'node-llama-cpp';
import { type NativeLora, openNative } from '../../src/engines/llama-cpp/native.ts';
import type { Round } from './switch.ts';

const [path = '', rounds = '10', tokens = '30', ...adapters] = process.argv.slice(2);
const llama = await getLlama({ build: 'never', gpu: false, progressLogs: false, logger: () => undefined });
const model = await llama.loadModel({ modelPath: path, gpuLayers: 0, useMmap: false });
const made = await model.createContext({ contextSize: 512, sequences: 8, batchSize: 512, threads: 1 });
const native = openNative(llama, model, made);
const { context } = native;
context.setThreads(1);
const loras: NativeLora[] = [];
for (const adapter of adapters) loras.push(await native.loadLora(adapter));

/** Milliseconds of each token; `which` says with what it is computed. */
async function write(which: (at: number) => number | undefined): Promise<number[]> {
  context.disposeSequence(0);
  const times: number[] = [];
  let now: number | undefined | null = null;
  for (let at = 0; at < Number(tokens); at += 1) {
    const began = performance.now();
    const wanted = which(at);
    if (wanted !== now) {
      const lora = wanted === undefined ? undefined : loras[wanted];
      context.setLoras(lora ? [lora] : [], lora ? [1] : []);
      now = wanted;
    }
    context.initBatch(1);
    context.addToBatch(0, at, Uint32Array.of(65), Uint32Array.of(0));
    await context.decodeBatch();
    if (at > 1) times.push(performance.now() - began); // the first ones build the graph in all three
  }
  return times;
}

const found: Round[] = [];
for (let round = -1; round < Number(rounds); round += 1) {
  const parts: (() => Promise<void>)[] = [];
  const result: Round = { plain: [], adapted: [], changed: [] };
  parts.push(async () => void (result.plain = await write(() => undefined)));
  parts.push(async () => void (result.adapted = await write(() => 0)));
  parts.push(async () => void (result.changed = await write((at) => at % loras.length)));
  for (const part of round % 2 === 0 ? parts : parts.toReversed()) await part();
  if (round >= 0) found.push(result); // the first round warms all
}
// what is sent last must be on its way before this process ends
process.send?.(found, () => process.exit(0));
