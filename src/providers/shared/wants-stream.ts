import type { ChatRequest, ProviderCall } from '../../contract/index.ts';

/** Answers longer than this are streamed from the provider even for a caller who waits for the whole. */
const LONG_TOKENS = 1024;

/**
 * Whether to stream from the provider. The limit on the first byte would cut off a whole answer that is merely long,
 * so what is known to be long is streamed; the rest is cheaper whole.
 */
export const wantsStream = (
  request: Pick<ChatRequest, 'maxTokens' | 'thinkingBudget'>,
  call: ProviderCall,
): boolean =>
  call.stream === true || (request.maxTokens ?? 0) > LONG_TOKENS || (request.thinkingBudget ?? 0) > 0;
