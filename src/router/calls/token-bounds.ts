import type { Content, Usage } from '../../contract/index.ts';
import type { Call } from './open.ts';

/** Tokens that the frame of a message takes at most. */
const FRAME = 16;
/** An image takes so many at most, with the models that count them highest. */
const IMAGE = 16_384;
/** Characters of base64 that a token of sound stands for at least. */
const AUDIO_CHARACTERS = 64;
/** Bytes of text that a token stands for at least on average, where a guess has to do. */
const USUAL_BYTES = 3;

const bytes = (text: string): number => Buffer.byteLength(text);
const json = (value: unknown): number => (value === undefined ? 0 : bytes(JSON.stringify(value)));

function contentTokens(content: Content | null): number {
  if (content === null) return 0;
  if (typeof content === 'string') return bytes(content);
  return content.reduce((sum, part) => {
    if (part.type === 'text') return sum + bytes(part.text);
    return sum + (part.type === 'image' ? IMAGE : Math.ceil(part.data.length / AUDIO_CHARACTERS));
  }, 0);
}

/** Tokens that a provider reads at most: no tokenizer makes more than one of a byte. */
function inputAtMost({ task, request }: Call): number {
  if (task === 'complete') return FRAME + bytes(request.prompt) + bytes(request.suffix ?? '');
  const messages = request.messages.reduce((sum, message) => {
    const calls = message.role === 'assistant' ? json(message.toolCalls) : 0;
    return sum + FRAME + contentTokens(message.content) + calls;
  }, FRAME);
  // a schema may be told twice: as a format and in words
  return messages + json(request.tools) + 2 * json(request.responseFormat);
}

/** Tokens that a provider writes at most, in all choices. */
function outputAtMost({ task, request }: Call, maxTokens: number): number {
  const thinking = task === 'chat' ? Math.max(0, request.thinkingBudget ?? 0) : 0;
  return Math.max(1, request.n ?? 1) * (maxTokens + thinking);
}

/** What a call uses at most when every answer is as long as it may be. */
export function usageAtMost(call: Call, maxTokens: number): Usage {
  return { inputTokens: inputAtMost(call), outputTokens: outputAtMost(call, maxTokens) };
}

/** What a call used: as its provider says, but nothing read and nothing written are no counts of an answer. */
export function usageBelieved(call: Call, told: Usage | undefined, text: string): Usage {
  if (told && told.inputTokens > 0 && told.outputTokens > 0) return told;
  const guess = usageGuessed(call, text);
  return {
    ...told,
    inputTokens: told?.inputTokens || guess.inputTokens,
    outputTokens: told?.outputTokens || guess.outputTokens,
  };
}

/** Providers add words of their own, for tools and thinking. */
const OWN_WORDS = 1000;

/** Why a provider's count cannot be right, in words; undefined: it may be. It is booked all the same: so it will be billed. */
export function overcounted(call: Call, { inputTokens, outputTokens }: Usage): string | undefined {
  const { n, maxTokens } = call.request;
  if (inputTokens > OWN_WORDS && inputTokens > inputAtMost(call) + OWN_WORDS)
    return `says that it read ${inputTokens} tokens, but no more than ${inputAtMost(call)} were sent`;
  if (maxTokens === undefined || outputTokens <= OWN_WORDS) return undefined;
  const most = outputAtMost(call, maxTokens);
  return outputTokens > most + OWN_WORDS * Math.max(1, n ?? 1)
    ? `says that it wrote ${outputTokens} tokens, but no more than ${most} were asked for`
    : undefined;
}

/** A guess at what was used, of which the provider did not tell: rather too much than too little, but no more than may be. */
export function usageGuessed(call: Call, text: string): Usage {
  const most = outputAtMost(call, call.request.maxTokens ?? Number.POSITIVE_INFINITY);
  return {
    inputTokens: Math.ceil(inputAtMost(call) / USUAL_BYTES),
    outputTokens: Math.min(most, Math.ceil(bytes(text) / USUAL_BYTES)),
  };
}
