import { createLlamaCpp } from '../../src/engines/llama-cpp.ts';
import type { SideOptions } from './bare.ts';
import { ASKED, createMeter, type Side } from './side.ts';
import { benchRecord } from '../lib/bench-record.ts';

/** The engine without a server: what its child process and the messages cost. */
export async function openEngine({
  path,
  sequences,
  contextSize,
  threads,
  asked,
}: SideOptions): Promise<Side> {
  const engine = createLlamaCpp();
  const model = await benchRecord(path);
  const loaded = await engine.load({ model, sequences, contextSize, threads });
  let round = 0;
  return {
    name: 'engine',
    async decode(streams, tokens) {
      round += 1;
      const meter = createMeter(streams);
      const write = async (stream: number): Promise<void> => {
        const messages = [{ role: 'user' as const, content: ASKED[asked].prompt(stream, round) }];
        for await (const part of loaded.chat({ model: 'bench', messages, maxTokens: tokens, temperature: 0 }))
          if (part.type === 'text') meter.mark(stream, part.score?.tokens ?? 0);
      };
      await Promise.all(Array.from({ length: streams }, (_, stream) => write(stream)));
      return meter.result();
    },
    async close() {
      await loaded.close();
      await engine.close();
    },
  };
}
