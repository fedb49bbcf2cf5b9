import { MAX_TOKENS } from '../sampling.ts';
import { CHAT_FIELDS, type ChatBody } from './chat-schema.ts';

type Check = (value: unknown) => boolean;

const LONGEST_NAME = 256;
const ROLES: ReadonlySet<unknown> = new Set(['system', 'developer', 'user', 'assistant']);

const between =
  (min: number, max: number): Check =>
  (value) =>
    value === null || (typeof value === 'number' && value >= min && value <= max);
const whole =
  (min: number, max: number): Check =>
  (value) =>
    value === null || (Number.isInteger(value) && (value as number) >= min && (value as number) <= max);

/** A message of one text, with nothing beside it. */
function isPlainMessage(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { role, content } = value as Record<string, unknown>;
  return ROLES.has(role) && typeof content === 'string' && Object.keys(value).length === 2;
}

const CHECKS: Readonly<Record<string, Check>> = {
  model: (value) => typeof value === 'string' && value !== '' && value.length <= LONGEST_NAME,
  messages: (value) => Array.isArray(value) && value.length > 0 && value.every(isPlainMessage),
  stream: (value) => value === null || typeof value === 'boolean',
  max_tokens: whole(1, MAX_TOKENS),
  max_completion_tokens: whole(1, MAX_TOKENS),
  temperature: between(0, 2),
  top_p: between(0, 1),
};

/**
 * Whether a body is of the plain kind that nearly all are, in which case the schema would take it as it is. False says
 * nothing: then the schema decides, and words what is wrong.
 */
export function isPlainChat(body: Record<string, unknown>): body is Record<string, unknown> & ChatBody {
  for (const field of Object.keys(body)) {
    const check = Object.hasOwn(CHECKS, field) ? CHECKS[field] : undefined;
    if (check ? !check(body[field]) : CHAT_FIELDS.has(field)) return false;
  }
  return body['model'] !== undefined && body['messages'] !== undefined;
}
