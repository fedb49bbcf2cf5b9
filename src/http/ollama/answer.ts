import type {
  ChatPart,
  ChatResult,
  FinishReason,
  RoutedStream,
  Served,
  ToolCall,
  Usage,
} from '../../contract/index.ts';
import type { ChatShape } from '../answer-chat.ts';
import type { Exchange } from '../exchange.ts';
import { pump } from '../pump.ts';
import { openReplyStream } from '../reply-stream.ts';
import { routeHeaders } from '../route-headers.ts';
import { ollamaError } from './error-body.ts';
import { doneReason, figures, type Line, type Words } from './lines.ts';

/** Gathers the pieces of calls: Ollama sends whole ones. */
function gatherCalls(): { add(part: Extract<ChatPart, { type: 'tool-call' }>): void; take(): ToolCall[] } {
  const calls = new Map<number, ToolCall>();
  return {
    add({ index, id = '', name = '', arguments: json }) {
      const call = calls.get(index);
      if (call) call.arguments += json;
      else calls.set(index, { id, name, arguments: json });
    },
    take() {
      const all = [...calls.values()];
      calls.clear();
      return all;
    },
  };
}

/** Answers in Ollama's shape: one object, or lines of JSON. `nearmost` is ours and ignored by its clients. */
export function ollamaShape(exchange: Exchange, line: Line): ChatShape {
  const { clock, runtime } = exchange.server;
  const now = (): string => new Date(clock.now()).toISOString();

  function body(result: Served<ChatResult>, warnings: readonly string[]): object {
    const { choices, usage, route } = result;
    const { text = '', reasoning, toolCalls, logprobs, finishReason = 'stop' } = choices[0] ?? {};
    return {
      model: route.model,
      created_at: now(),
      ...line({
        text,
        ...(reasoning === undefined ? {} : { thinking: reasoning }),
        ...(toolCalls === undefined ? {} : { calls: toolCalls }),
        ...(logprobs === undefined ? {} : { logprobs }),
      }),
      done: true,
      done_reason: doneReason(finishReason),
      ...figures(usage, runtime.entry(route.requestId)),
      nearmost: { ...route, warnings },
    };
  }

  function stream(routed: RoutedStream, warnings: string[]): Promise<void> {
    const { model } = routed.route;
    const out = openReplyStream(exchange, {
      'content-type': 'application/x-ndjson',
      ...routeHeaders(routed.route, warnings),
    });
    const calls = gatherCalls();
    let usage: Usage = { inputTokens: 0, outputTokens: 0 };
    let reason: FinishReason = 'stop';
    const write = (value: object): void => out.write(`${JSON.stringify(value)}\n`);
    const say = (words: Words): void => write({ model, created_at: now(), ...line(words), done: false });

    return pump(exchange, out, routed.parts, {
      part(part) {
        if (part.type === 'usage') ({ usage } = part);
        else if (part.type === 'warning') warnings.push(part.message);
        else if (part.choice !== 0) return;
        else if (part.type === 'text')
          say({ text: part.text, ...(part.logprobs ? { logprobs: part.logprobs } : {}) });
        else if (part.type === 'reasoning') say({ thinking: part.text });
        else if (part.type === 'tool-call') calls.add(part);
        else {
          ({ reason } = part);
          const whole = calls.take();
          if (whole.length > 0) say({ calls: whole });
        }
      },
      async last() {
        const route = await routed.done;
        write({
          model,
          created_at: now(),
          ...line({}),
          done: true,
          done_reason: doneReason(reason),
          ...figures(usage, runtime.entry(route.requestId)),
          nearmost: { ...route, warnings },
        });
      },
      fail: (error) => write(ollamaError(error)),
    });
  }

  return { body, stream };
}
