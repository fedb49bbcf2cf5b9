// The bare binding in a process of its own: node-llama-cpp's public functions and nothing else.
import { getLlama, type LlamaContextSequence, type Token } from 'node-llama-cpp';
import { ASKED, type AskedName, createMeter } from './side.ts';

const [path = '', sequences = '8', contextSize = '1024', threads = '1', name = 'random'] =
  process.argv.slice(2);
const asked = ASKED[name as AskedName];
const llama = await getLlama({ build: 'never', gpu: false, progressLogs: false, logger: () => undefined });
const model = await llama.loadModel({ modelPath: path, gpuLayers: 0, useMmap: false });
const context = await model.createContext({
  contextSize: Number(contextSize),
  sequences: Number(sequences),
  batchSize: 512,
  threads: Number(threads),
});
const open: LlamaContextSequence[] = Array.from({ length: Number(sequences) }, () => context.getSequence());

async function write(
  sequence: LlamaContextSequence,
  prompt: string,
  tokens: number,
  tick: () => void,
): Promise<void> {
  await sequence.clearHistory();
  const input: Token[] = model.tokenize(`${asked.before}${prompt}${asked.after}`, true);
  let left = tokens;
  for await (const _ of sequence.evaluate(input, { temperature: 0 })) {
    tick();
    if (--left === 0) break;
  }
}

process.on('message', ({ streams, tokens, round }: { streams: number; tokens: number; round: number }) => {
  const meter = createMeter(streams);
  void Promise.all(
    open
      .slice(0, streams)
      .map((sequence, stream) =>
        write(sequence, asked.prompt(stream, round), tokens, () => meter.mark(stream, 1)),
      ),
  ).then(() => process.send?.(meter.result()));
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
