import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomModel, type RandomModelOptions } from '../../../kit/gguf/testing/random-models.ts';
import type { LoraSettings, TrainingJob, TrainingText } from '../job.ts';
import { createRandom } from '../../../kit/random.ts';

/** Texts whose answer repeats the question backwards: 9 to 15 tokens. */
function mirrored(count: number, seed: number): TrainingText[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => {
    const length = 4 + Math.floor(random() * 4);
    const question = Array.from({ length }, () => 100 + Math.floor(random() * 20));
    return { tokens: [...question, 99, ...question.toReversed()], from: length + 1 };
  });
}

/** A training of seconds on a random base, which is written into `folder`. */
export function tinyJob(
  folder: string,
  {
    texts = 24,
    settings = {},
    ...model
  }: { texts?: number; settings?: Partial<LoraSettings> } & Partial<RandomModelOptions> = {},
): TrainingJob {
  const file = randomModel({ architecture: 'qwen2', seed: 4, ...model });
  const base = join(folder, 'base.gguf');
  writeFileSync(base, file);
  return {
    base,
    baseSha256: createHash('sha256').update(file).digest('hex'),
    texts: mirrored(texts, 1),
    heldOut: mirrored(6, 2),
    settings: { rank: 4, alpha: 8, epochs: 5, rate: 5e-3, stepTokens: 64, seed: 1, ...settings },
    memoryBytes: 1e9,
    threads: 1,
    folder: join(folder, 'work'),
    out: join(folder, 'adapter.gguf'),
  };
}
