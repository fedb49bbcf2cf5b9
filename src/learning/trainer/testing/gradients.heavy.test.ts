import { expect, test } from 'vitest';
import { modelGradientError, tinyShape } from './gradients.ts';

test.each(['llama', 'qwen2', 'qwen3', 'gemma3'] as const)(
  'gradients of a whole %s agree with central differences',
  async (architecture) => {
    expect(await modelGradientError(tinyShape(architecture))).toBeLessThan(5e-3);
  },
);
