// A parent to be killed: loads a model, starts an answer, keeps a warm child, and tells the process ids.
import type { ModelRecord } from '../../contract/index.ts';
import { startChild } from '../llama-cpp/child-process.ts';
import { stayAwake } from '../llama-cpp/stay-awake.ts';
import { createLlamaCpp } from '../llama-cpp.ts';

const record = JSON.parse(process.argv[2] ?? '{}') as ModelRecord;
const engine = createLlamaCpp();
const loaded = await engine.load({ model: record, contextSize: 1000, sequences: 1, threads: 1 });
const spare = startChild({ env: process.env, gpu: false });
await stayAwake(spare.ready);
const messages = [{ role: 'user' as const, content: 'on and on' }];
let told = false;
for (;;)
  for await (const part of loaded.chat({ model: 'r', messages, maxTokens: 900, temperature: 0 }))
    if (part.type === 'text' && !told) {
      told = true;
      process.send?.({ pids: [loaded.pid, spare.pid] });
    }
