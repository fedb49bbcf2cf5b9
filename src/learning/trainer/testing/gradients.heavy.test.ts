import { expect, test } from 'vitest';
import { RANDOM_ARCHITECTURES } from '../../../kit/gguf/testing/random-models.ts';
import { modelGradientError, tinyShape } from './gradients.ts';

test.each(RANDOM_ARCHITECTURES)(
  'gradients of a whole %s agree with central differences',
  async (architecture) => {
    expect(await modelGradientError(tinyShape(architecture))).toBeLessThan(2e-3);
  },
);
