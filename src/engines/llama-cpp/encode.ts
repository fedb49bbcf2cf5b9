import { NearmostError } from '../../contract/errors.ts';
import type { ChatRequest, EncodedText } from '../../contract/index.ts';
import type { TextModel } from './open-model.ts';
import { planPrompt, renderChat } from './plan-chat.ts';

/** Turns conversations with their answers into tokens, the way they are answered. */
export type Encoder = (request: ChatRequest, answer: string) => EncodedText;

const SAMPLE = 'answer';

/** The token that this model's template puts behind an answer. */
function findEnd(model: TextModel): number | undefined {
  const { vocabulary, guard, native } = model;
  const messages: ChatRequest['messages'] = [
    { role: 'user', content: 'question' },
    { role: 'assistant', content: SAMPLE },
  ];
  try {
    const rendered = renderChat({ model: '', messages }, model, { generate: false });
    const after = rendered.slice(rendered.lastIndexOf(SAMPLE) + SAMPLE.length);
    const end = guard.tokenize(after, 'rest').find((token) => vocabulary.ends(token));
    if (end !== undefined) return end;
  } catch {
    // A template that takes no answers: the vocabulary says what ends one.
  }
  const { eot, eos } = native.model.tokens;
  return eot ?? eos ?? undefined;
}

/** @throws NearmostError when the request cannot be answered by this model, or its vocabulary has no end */
export function createEncoder(model: TextModel): Encoder {
  let end: number | undefined;
  return (request, answer) => {
    end ??= findEnd(model);
    if (end === undefined)
      throw new NearmostError(
        'unsupported',
        'The vocabulary of this model has no token that ends an answer.',
      );
    const prompt = planPrompt(request, model);
    return { tokens: [...prompt, ...model.guard.tokenizeText(answer), end], from: prompt.length };
  };
}
