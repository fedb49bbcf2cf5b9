import type { ChatPart, ChatResult, Choice, ToolCall } from '../../contract/index.ts';

/** An answer to which parts are added as they come. */
export const emptyResult = (): ChatResult => ({
  choices: [],
  usage: { inputTokens: 0, outputTokens: 0 },
  warnings: [],
});

/** Joins the parts of a stream to a whole answer. */
export async function collect(parts: AsyncIterable<ChatPart>): Promise<ChatResult> {
  const result = emptyResult();
  for await (const part of parts) addPart(result, part);
  return result;
}

/** Adds a part to an answer, in place. */
export function addPart(result: ChatResult, part: ChatPart): void {
  if (part.type === 'usage') result.usage = part.usage;
  else if (part.type === 'warning') result.warnings.push(part.message);
  else {
    const { choices } = result;
    while (choices.length <= part.choice) choices.push({ text: '', finishReason: 'stop' });
    addToChoice(choices[part.choice] as Choice, part);
  }
}

function addToChoice(choice: Choice, part: Exclude<ChatPart, { type: 'usage' | 'warning' }>): void {
  switch (part.type) {
    case 'text':
      choice.text += part.text;
      if (part.logprobs) (choice.logprobs ??= []).push(...part.logprobs);
      break;
    case 'reasoning':
      choice.reasoning = (choice.reasoning ?? '') + part.text;
      break;
    case 'tool-call': {
      const calls: ToolCall[] = (choice.toolCalls ??= []);
      const call = (calls[part.index] ??= { id: '', name: '', arguments: '' });
      if (part.id !== undefined) call.id = part.id;
      if (part.name !== undefined) call.name = part.name;
      call.arguments += part.arguments;
      break;
    }
    case 'finish':
      choice.finishReason = part.reason;
  }
}
