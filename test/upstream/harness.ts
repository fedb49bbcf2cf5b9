import type { ChatPart, ChatRequest, Provider, ProviderCall, Usage } from '../../src/contract/index.ts';
import { startFakeUpstream, type FakeUpstream, type Script } from '../../src/kit/testing/fake-upstream.ts';
import { testEgress } from '../../src/kit/testing/test-egress.ts';

/** What the parts of an answer add up to. */
export interface Told {
  text: string;
  reasoning: string;
  calls: { index: number; id: string | undefined; name: string | undefined; arguments: string }[];
  finish: string[];
  usage: Usage | undefined;
  warnings: string[];
  parts: ChatPart[];
}

/** Reads all parts and adds them up; fails on what the contract forbids. */
export async function tell(parts: AsyncIterable<ChatPart>): Promise<Told> {
  const told: Told = {
    text: '',
    reasoning: '',
    calls: [],
    finish: [],
    usage: undefined,
    warnings: [],
    parts: [],
  };
  for await (const part of parts) {
    if (told.usage) throw new Error(`a part after usage: ${JSON.stringify(part)}`);
    told.parts.push(part);
    if (part.type === 'text') told.text += part.text;
    else if (part.type === 'reasoning') told.reasoning += part.text;
    else if (part.type === 'finish') told.finish[part.choice] = part.reason;
    else if (part.type === 'usage') told.usage = part.usage;
    else if (part.type === 'warning') told.warnings.push(part.message);
    else {
      const known = told.calls.find(({ index }) => index === part.index);
      if (known) known.arguments += part.arguments;
      else told.calls.push({ index: part.index, id: part.id, name: part.name, arguments: part.arguments });
    }
  }
  return told;
}

export interface Bench {
  upstream: FakeUpstream;
  call: (more?: Partial<ProviderCall>) => ProviderCall;
  chat: (provider: Provider, request?: Partial<ChatRequest>, more?: Partial<ProviderCall>) => Promise<Told>;
  close: () => Promise<void>;
}

/** A fake upstream, a way to it, and short words for calling a provider there. */
export async function bench(script: Script = {}): Promise<Bench> {
  const upstream = await startFakeUpstream({ script });
  const { egress, close } = testEgress();
  const call: Bench['call'] = (more = {}) => ({
    key: 'sk-test-0123456789abcdef',
    baseUrl: `${upstream.url}/v1`,
    requestId: 'r1',
    label: 'public',
    egress,
    timeoutMs: 2000,
    ...more,
  });
  return {
    upstream,
    call,
    chat: (provider, request = {}, more = {}) =>
      tell(
        provider.chat(
          { model: 'm', messages: [{ role: 'user', content: 'The capital of Norway?' }], ...request },
          call(more),
        ),
      ),
    close: async () => {
      await close();
      await upstream.close();
    },
  };
}
