import {
  NearmostError,
  type ChatRequest,
  type Content,
  type RequestContext,
  type TokenCount,
} from '../contract/index.ts';
import { labelOf } from '../privacy/label.ts';
import type { RouterDeps } from './deps.ts';
import { chatFeatures } from './features.ts';
import { beginJourney } from './journey.ts';
import { shaped } from './calls/open.ts';
import { plan } from './plan.ts';

/** UTF-8 bytes that a token stands for, and tokens around each message: rounded from common vocabularies, on the high side. */
const BYTES_PER_TOKEN = 3.5;
const TOKENS_PER_MESSAGE = 4;

const textOf = (content: Content | null): string =>
  typeof content === 'string'
    ? content
    : (content ?? []).map((part) => (part.type === 'text' ? part.text : '')).join('');

/** Everything that a template would write down. */
const written = ({ messages, tools, responseFormat }: ChatRequest): string =>
  messages.map((message) => textOf(message.content)).join('\n') +
  messages
    .flatMap((message) => (message.role === 'assistant' ? (message.toolCalls ?? []) : []))
    .map(({ name, arguments: args }) => name + args)
    .join('\n') +
  (tools?.length ? JSON.stringify(tools) : '') +
  (responseFormat?.type === 'json_schema' ? JSON.stringify(responseFormat.schema) : '');

const frame = ({ messages }: ChatRequest): number => TOKENS_PER_MESSAGE * (messages.length + 1);

/**
 * Tokens of a conversation for the model that would be asked first; nothing is answered, nothing leaves, no row is stored.
 * A model of this device counts exactly what it would read. Else, and for a conversation that is too long for it, the
 * count is an estimate; images and sound count nothing.
 * @throws NearmostError unknown_model, load_failed
 */
export async function countTokens(
  deps: RouterDeps,
  request: ChatRequest,
  context: RequestContext,
): Promise<TokenCount> {
  const label = labelOf(context.label, context.app ?? 'default', deps.settings);
  const journey = beginJourney('chat', request.model, label, context, deps.clock);
  const [first] = plan(deps, journey, chatFeatures(request), context).candidates;
  const text = written(request);
  const options = deps.locals();
  const record = options.find((option) => `local/${option.record.id}` === first?.model)?.record;
  const base = options.find((option) => option.record.id === (record?.adapter?.base ?? record?.id))?.record;
  if (!record || !base) {
    const inputTokens = Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN) + frame(request);
    return { inputTokens, model: first?.model ?? request.model, method: 'estimated' };
  }
  const { app, requestId } = journey;
  const lease = await deps.pool.lease(base, context.signal, { app, requestId });
  const model = `local/${record.id}`;
  try {
    const { request: asked } = shaped({ task: 'chat', request }, record);
    const { from } = await lease.model.encode(asked as ChatRequest, '');
    return { inputTokens: from, model, method: 'measured' };
  } catch (thrown) {
    if (NearmostError.from(thrown).code !== 'context_too_long') throw thrown;
    return {
      inputTokens: (await lease.model.countTokens(text)) + frame(request),
      model,
      method: 'estimated',
    };
  } finally {
    lease.release();
  }
}
