import type { Job, ModelCard, ModelInfo } from '../contract/index.ts';

/** What a model is for, as far as its header and its name tell. */
function guessJobs(id: string, info: ModelInfo): Job[] {
  if (info.embeddingOnly || /(?:^|[-_.])embed/.test(id)) return ['embed'];
  if (/cod(?:er|e|estral)(?![a-z])/.test(id)) return ['code', 'chat'];
  return ['chat'];
}

/** The card of a model: what is known of it, and guesses from its header for the rest. */
export function cardOf(id: string, info: ModelInfo, known: Partial<ModelCard> = {}): ModelCard {
  return {
    name: info.name ?? id,
    licence: 'unknown',
    jobs: guessJobs(id, info),
    ...known,
    id,
  };
}
