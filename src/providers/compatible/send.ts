import { NearmostError, type ProviderCall } from '../../contract/index.ts';
import { post, type Answer, type Caller } from '../shared/post.ts';
import type { WireRequest } from './request.ts';

/** Fields that an answer can do without. What shapes its meaning (tools, formats) is never dropped. */
const OPTIONAL = new Set([
  'temperature',
  'top_p',
  'top_k',
  'min_p',
  'seed',
  'stop',
  'random_seed',
  'frequency_penalty',
  'presence_penalty',
  'n',
  'logprobs',
  'top_logprobs',
  'parallel_tool_calls',
  'reasoning_effort',
  'stream_options',
  'thinking',
  'reasoning',
]);
const REFUSED =
  /unsupported|not support|unknown|unrecognized|not permitted|not allowed|extra_forbidden|only the default/i;
const MAX_REPAIRS = 3;

/** The optional field that the provider refuses, if that is what its error says. */
function refusedField(error: unknown, body: Record<string, unknown>): string | undefined {
  if (!NearmostError.isInstance(error) || error.code !== 'upstream_rejected' || !REFUSED.test(error.message))
    return undefined;
  const { param } = error;
  if (param === undefined || !(param in body)) return undefined;
  return OPTIONAL.has(param) || param === 'max_tokens' || param === 'max_completion_tokens'
    ? param
    : undefined;
}

/**
 * Posts a body; when the provider refuses an optional field, leaves it out, warns and tries again. Models change
 * faster than tables about them, and a lost `seed` is better than a lost answer.
 */
export async function send(
  caller: Caller,
  call: ProviderCall,
  request: {
    task: 'chat' | 'complete' | 'embed';
    path: string;
    headers: Record<string, string>;
    wire: WireRequest;
  },
): Promise<Answer> {
  const { task, path, headers, wire } = request;
  const body = { ...wire.body };
  for (let repairs = 0; ; repairs += 1) {
    try {
      return await post(caller, call, { task, path, headers, body });
    } catch (error) {
      const field = refusedField(error, body);
      if (field === undefined || repairs === MAX_REPAIRS) throw error;
      const value = body[field];
      delete body[field];
      if (field === 'max_tokens') body['max_completion_tokens'] = value;
      else if (field === 'max_completion_tokens') body['max_tokens'] = value;
      else {
        if (field === 'logprobs') delete body['top_logprobs'];
        if (field !== 'stream_options')
          wire.warnings.push(`${field} was refused by ${caller.name} for this model and was left out.`);
      }
    }
  }
}
