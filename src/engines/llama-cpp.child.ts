// The process that holds one model. It is started by llama-cpp.ts and speaks the messages of llama-cpp/protocol.ts.
import { enableCompileCache } from 'node:module';
import type { FromChild } from './llama-cpp/protocol.ts';

enableCompileCache();
const send = (message: FromChild): void => void process.send?.(message);
const complaints: string[] = [];

// The parent is gone, however it ended: there is nobody to answer. A polite exit would wait for the batch under way.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// Control-C in a terminal reaches the whole group; the parent decides when this process ends.
process.on('SIGINT', () => undefined);

try {
  const { getLlama, LlamaLogLevel } = await import('node-llama-cpp');
  const starting = getLlama({
    build: 'never',
    gpu: process.env['NEARMOST_GPU'] === 'auto' ? 'auto' : false,
    skipDownload: true,
    progressLogs: false,
    logLevel: LlamaLogLevel.error,
    logger: (_level, text) => {
      complaints.push(text.trim());
      if (complaints.length > 50) complaints.shift();
    },
  });
  // llama.cpp tries its binary in a process of its own meanwhile.
  const { serve } = await import('./llama-cpp/serve.ts');
  process.on('message', serve({ llama: await starting, send, complaints }));
  send({ type: 'ready' });
} catch (error) {
  const why = error instanceof Error ? error.message : String(error);
  send({
    type: 'failed',
    error: { code: 'engine_missing', message: `node-llama-cpp could not be started: ${why}.` },
  });
}
