import type { ModelEntry } from '../../contract/index.ts';

/** A model as OpenAI's clients list it; `nearmost` is ours. */
export const openaiModel = ({ id, created, ownedBy, place }: ModelEntry): object => ({
  id,
  object: 'model',
  created,
  owned_by: ownedBy,
  nearmost: { place },
});
