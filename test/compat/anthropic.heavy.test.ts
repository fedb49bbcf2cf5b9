import { anthropicSuite } from './anthropic-suite.ts';
import { overFake, overRuntime } from './target.ts';

for (const version of ['@anthropic-ai/sdk 1', '@anthropic-ai/sdk 0'] as const) {
  anthropicSuite(version, 'a runtime in memory', overFake);
  anthropicSuite(version, 'the real runtime and a provider', overRuntime);
}
anthropicSuite('@anthropic-ai/sdk 1', 'itself, as its own provider', () => overRuntime('anthropic'));
