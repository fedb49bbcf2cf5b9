import type { ChatPart, ChatResult, Choice, ToolCall } from '../../contract/index.ts';

/** Joins the parts of a stream to a whole answer. */
export async function collect(parts: AsyncIterable<ChatPart>): Promise<ChatResult> {
  const choices: Choice[] = [];
  const result: ChatResult = { choices, usage: { inputTokens: 0, outputTokens: 0 }, warnings: [] };
  const choice = (index: number): Choice => {
    while (choices.length <= index) choices.push({ text: '', finishReason: 'stop' });
    return choices[index] as Choice;
  };
  for await (const part of parts) {
    if (part.type === 'usage') result.usage = part.usage;
    else if (part.type === 'warning') result.warnings.push(part.message);
    else add(choice(part.choice), part);
  }
  return result;
}

function add(choice: Choice, part: Exclude<ChatPart, { type: 'usage' | 'warning' }>): void {
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
