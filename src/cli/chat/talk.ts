import type { ChatPart, ChatRequest, RequestContext, RouteInfo, Runtime } from '../../contract/index.ts';
import type { Api } from '../api.ts';

/** One answer under way, wherever it comes from. */
interface Told {
  pieces: AsyncIterable<{ type: 'text' | 'reasoning'; text: string }>;
  /** Settles when `pieces` ended. */
  done: Promise<RouteInfo | undefined>;
}

/** Where a chat in the terminal gets its answers. */
export interface Talker {
  /** `the server at ...` or `this process`. */
  readonly where: string;
  /** Names that may stand for `model`. */
  models(): Promise<string[]>;
  ask(request: ChatRequest, context: RequestContext): Promise<Told>;
  close(): Promise<void>;
}

async function* textOf(parts: AsyncIterable<ChatPart>): Told['pieces'] {
  for await (const part of parts) if (part.type === 'text' || part.type === 'reasoning') yield part;
}

/** Answers come from a runtime in this process. */
export function talkHere(runtime: Runtime): Talker {
  return {
    where: 'this process',
    models: () => Promise.resolve(runtime.models().map(({ id }) => id)),
    async ask(request, context) {
      const { parts, done } = await runtime.stream(request, context);
      return { pieces: textOf(parts), done };
    },
    close: () => runtime.close(),
  };
}

interface Chunk {
  choices?: { delta?: { content?: string | null; reasoning_content?: string | null } }[];
  nearmost?: RouteInfo;
}

/** Answers come from the running server. */
export function talkToServer(api: Api): Talker {
  return {
    where: `the server at ${api.url}`,
    async models() {
      const { data } = await api.get<{ data: { id: string }[] }>('/v1/models');
      return data.map(({ id }) => id);
    },
    async ask({ model, messages, maxTokens, temperature }, { label, route, app, signal }) {
      const { data } = await api.stream(
        {
          model,
          messages,
          stream: true,
          ...(maxTokens === undefined ? {} : { max_tokens: maxTokens }),
          ...(temperature === undefined ? {} : { temperature }),
        },
        {
          ...(label === undefined ? {} : { 'x-nearmost-label': label }),
          ...(route === undefined ? {} : { 'x-nearmost-route': route }),
          ...(app === undefined ? {} : { 'x-nearmost-app': app }),
        },
        signal,
      );
      const { promise: done, resolve } = Promise.withResolvers<RouteInfo | undefined>();
      async function* pieces(): Told['pieces'] {
        let route: RouteInfo | undefined;
        try {
          for await (const chunk of data as AsyncIterable<Chunk>) {
            route = chunk.nearmost ?? route;
            const delta = chunk.choices?.[0]?.delta;
            if (delta?.reasoning_content) yield { type: 'reasoning', text: delta.reasoning_content };
            if (delta?.content) yield { type: 'text', text: delta.content };
          }
        } finally {
          resolve(route);
        }
      }
      return { pieces: pieces(), done };
    },
    close: () => Promise.resolve(),
  };
}
