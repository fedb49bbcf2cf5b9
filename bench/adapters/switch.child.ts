// One token after the other on llama.cpp itself, without an adapter, with one, and with another one each time: in one
// context that changes its adapter, or in as many as the engine keeps for the adapters used last.
import { getLlama } from 'node-llama-cpp';
import { createLanes } from '../../src/engines/llama-cpp/lanes.ts';
import { type Native, type NativeLora, openNative } from '../../src/engines/llama-cpp/native.ts';
import type { Round } from './switch.ts';

const [path = '', rounds = '10', tokens = '30', most = '1', ...adapters] = process.argv.slice(2);
const llama = await getLlama({ build: 'never', gpu: false, progressLogs: false, logger: () => undefined });
const model = await llama.loadModel({ modelPath: path, gpuLayers: 0, useMmap: false });
const SEQUENCES = 8;
const open = async (): Promise<Native> => {
  const made = await model.createContext({
    contextSize: 512,
    sequences: SEQUENCES,
    batchSize: 512,
    threads: 1,
  });
  return openNative(llama, model, made);
};
const native = await open();
const lanes = createLanes({
  first: native,
  sequences: SEQUENCES,
  most: Number(most),
  threads: 1,
  make: open,
});
const { context } = lanes;
const loras: NativeLora[] = [];
for (const adapter of adapters) loras.push(await native.loadLora(adapter));

// one for the base and one for each adapter, or one for all
const apart = Number(most) > loras.length;
if (apart)
  for (const _ of loras) if (!(await lanes.grow())) throw new Error('there is no room for another context');
const laneOf = (wanted: number | undefined): number => (apart && wanted !== undefined ? wanted + 1 : 0);
const attached = new Map<number, number | undefined>();

/** Milliseconds of each token; `which` says with what it is computed. */
async function write(which: (at: number) => number | undefined): Promise<number[]> {
  for (let lane = 0; lane < lanes.count; lane += 1) context.disposeSequence(lane * SEQUENCES);
  const positions = Array.from({ length: lanes.count }, () => 0);
  const times: number[] = [];
  for (let at = 0; at < Number(tokens); at += 1) {
    const began = performance.now();
    const wanted = which(at);
    const lane = laneOf(wanted);
    lanes.enter(lane);
    if (attached.get(lane) !== wanted) {
      const lora = wanted === undefined ? undefined : loras[wanted];
      context.setLoras(lora ? [lora] : [], lora ? [1] : []);
      attached.set(lane, wanted);
    }
    context.initBatch(1);
    const position = positions[lane] ?? 0;
    context.addToBatch(lane * SEQUENCES, position, Uint32Array.of(65), Uint32Array.of(0));
    positions[lane] = position + 1;
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
