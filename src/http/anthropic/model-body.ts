import { z } from 'zod';
import type { ModelEntry } from '../../contract/index.ts';
import { validate } from '../validate.ts';

const limitError = 'must be a whole number from 1 to 1000';
const querySchema = z.object({
  limit: z.coerce
    .number({ error: limitError })
    .int({ error: limitError })
    .min(1, { error: limitError })
    .max(1000, {
      error: limitError,
    })
    .default(20),
  after_id: z.string().optional(),
  before_id: z.string().optional(),
});

/** A model as Anthropic's clients list it; what is not known is null. */
export const anthropicModel = ({ id, created, record, place }: ModelEntry): object => ({
  type: 'model',
  id,
  display_name: record?.card.name ?? id,
  created_at: new Date(created * 1000).toISOString(),
  lifecycle: 'active',
  line: null,
  deprecated_at: null,
  retires_at: null,
  capabilities: null,
  max_input_tokens: record?.info.contextLength ?? null,
  max_tokens: record?.info.contextLength ?? null,
  nearmost: { place },
});

/**
 * One page of models, forward from `after_id` or backward from `before_id`.
 * @throws NearmostError invalid_request
 */
export function anthropicList(models: readonly ModelEntry[], query: URLSearchParams): object {
  const { limit, after_id: after, before_id: before } = validate(querySchema, Object.fromEntries(query));
  const at = (id: string): number => models.findIndex((entry) => entry.id === id);
  const end = before === undefined ? models.length : Math.max(0, at(before));
  const start = before === undefined ? (after === undefined ? 0 : at(after) + 1) : Math.max(0, end - limit);
  const page = models.slice(start, Math.min(end, start + limit));
  return {
    data: page.map(anthropicModel),
    has_more: before === undefined ? start + page.length < models.length : start > 0,
    first_id: page[0]?.id ?? null,
    last_id: page.at(-1)?.id ?? null,
  };
}
