import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { all, loadRandom } from '../engines/testing/random-model.ts';
import { readGguf } from '../kit/gguf/read.ts';
import { modelSizes } from './model-sizes.ts';
import { neededBytes } from './needed-bytes.ts';
import { simdOf } from './simd.ts';
import { systemFiles } from './system-files.ts';

// the kernel's high-water mark is read from /proc
test.skipIf(process.platform !== 'linux')('a real child process holds what was predicted', async () => {
  const options = { width: 512, feedForward: 1536, layers: 3, heads: 8, kvHeads: 4, vocabulary: 4000 };
  const { loaded, record, close } = await loadRandom(
    { ...options, type: 'Q8_0', context: 2048 },
    { sequences: 2, contextSize: 2048 },
  );
  try {
    const prompt = '0'.repeat(700);
    await all(loaded.complete({ model: 'random', prompt, maxTokens: 4, temperature: 0 }));
    const status = readFileSync(`/proc/${loaded.pid}/status`, 'utf8');
    const peak = 1024 * Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]);
    const need = neededBytes({
      sizes: modelSizes(await readGguf(record.path), simdOf('linux', process.arch, systemFiles())),
      fileBytes: record.bytes,
      contextSize: 2048,
      sequences: 2,
      usedTokens: 704,
    });
    expect(Math.abs(need.total / peak - 1)).toBeLessThan(0.12);
  } finally {
    await close();
  }
});
