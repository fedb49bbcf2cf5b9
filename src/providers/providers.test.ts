import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bench, tell, type Bench } from '../../test/upstream/harness.ts';
import { recorded } from '../../test/upstream/recorded.ts';
import type { Provider } from '../contract/index.ts';
import { fakeProvider } from '../kit/testing/fake-provider.ts';
import { builtinProviders, getProvider } from './registry.ts';

let world: Bench;
beforeAll(async () => void (world = await bench()));
afterAll(() => world.close());

const tools = [{ name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } }];

test('every provider has a recording', () => {
  expect(Object.keys(recorded).sort()).toEqual(builtinProviders());
});

describe.each(Object.entries(recorded))('%s', (id, { whole, stream, expected }) => {
  let provider: Provider;
  beforeAll(async () => void (provider = await getProvider(id)));

  const usage = {
    inputTokens: expected.input,
    outputTokens: expected.output,
    ...(expected.cached === undefined ? {} : { cachedInputTokens: expected.cached }),
    ...(expected.thought === undefined ? {} : { reasoningTokens: expected.thought }),
  };

  test('whole', async () => {
    world.upstream.play({ body: whole });
    const told = await world.chat(provider);
    expect(told).toMatchObject({
      text: expected.text,
      reasoning: expected.reasoning ?? '',
      finish: ['stop'],
      warnings: [],
    });
    expect(told.usage).toEqual(usage);
    expect(world.upstream.requests.at(-1)?.json['stream']).toBeUndefined();
  });

  test('streamed', async () => {
    world.upstream.play({ chunks: stream });
    const told = await world.chat(provider, {}, { stream: true });
    expect(told).toMatchObject({
      text: expected.text,
      reasoning: expected.reasoning ?? '',
      finish: ['stop'],
      warnings: [],
    });
    expect(told.usage).toEqual(usage);
    expect(world.upstream.requests.at(-1)?.json['stream']).toBe(true);
  });

  test('streamed, cut into single bytes', async () => {
    const bytes = Buffer.from(stream.join('').replaceAll('\n', '\r\n'));
    world.upstream.play({ chunks: Array.from(bytes, (byte) => Uint8Array.of(byte)) });
    expect(await world.chat(provider, {}, { stream: true })).toMatchObject({
      text: expected.text,
      finish: ['stop'],
    });
  });

  test('the key is sent in the header of its dialect, and never in the address or body', async () => {
    world.upstream.play({ body: whole });
    await world.chat(provider, {}, { key: 'sk-secret-key-123456' });
    const request = world.upstream.requests.at(-1);
    const header = id === 'anthropic' ? request?.headers['x-api-key'] : request?.headers['authorization'];
    expect(header).toContain('sk-secret-key-123456');
    expect(`${request?.path} ${request?.text}`).not.toContain('secret');
  });

  test('a wrong key is an error of its own, without the key', async () => {
    world.upstream.play({
      status: 401,
      body: { error: { message: 'Incorrect API key provided: sk-secret-key-123456' } },
    });
    const error = await world
      .chat(provider, {}, { key: 'sk-secret-key-123456' })
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'upstream_auth', hint: `Check the key: nearmost keys add ${id}` });
    expect(JSON.stringify(error) + String(error)).not.toContain('secret');
  });

  test('a key that no header can carry is refused without being shown', async () => {
    const error: unknown = await world
      .chat(provider, {}, { key: 'two\nlines' })
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'upstream_auth' });
    expect(String(error)).not.toMatch(/two|lines/);
  });

  test('embeds, where it says so', async () => {
    expect(provider.embed === undefined).toBe(provider.embeddingModel === undefined);
    if (!provider.embed) return;
    world.upstream.play(fakeProvider({ dimensions: 4 }));
    const { vectors, inputTokens } = await provider.embed(
      { model: 'e', input: ['one', 'two words'] },
      world.call(),
    );
    expect(vectors.map((vector) => Math.round(Math.hypot(...vector) * 1e5) / 1e5)).toEqual([1, 1]);
    expect(vectors[0]).not.toEqual(vectors[1]);
    expect(inputTokens).toBe(3);
  });

  test('sends tools and an answer of a tool', async () => {
    world.upstream.play({ body: whole });
    await world.chat(provider, {
      tools,
      toolChoice: { name: 'weather' },
      messages: [
        { role: 'system', content: 'Be short.' },
        { role: 'user', content: 'Rain in Oslo?' },
        {
          role: 'assistant',
          content: null,
          toolCalls: [{ id: 'c1a2b3d4e', name: 'weather', arguments: '{"city":"Oslo"}' }],
        },
        { role: 'tool', toolCallId: 'c1a2b3d4e', content: 'dry' },
      ],
    });
    const body = world.upstream.requests.at(-1)?.json;
    expect(body?.['tools']).toHaveLength(1);
    const messages = JSON.stringify(body?.['messages']);
    expect(messages).toContain('c1a2b3d4e');
    expect(messages).toContain('Oslo');
    expect(messages).toContain('dry');
    expect(JSON.stringify(body?.['tool_choice'])).toContain('weather');
  });
});

test('raw completions, whole and streamed', async () => {
  const provider = await getProvider('together');
  world.upstream.play(fakeProvider({ text: 'and they lived on' }));
  const complete = provider.complete;
  if (!complete) throw new Error('together has raw completions');
  const request = { model: 'm', prompt: 'Once', maxTokens: 8 };
  for (const stream of [false, true]) {
    const told = await tell(complete(request, world.call({ stream })));
    expect(told).toMatchObject({ text: 'and they lived on', finish: ['stop'] });
    expect(told.usage?.outputTokens).toBe(4);
  }
  expect(world.upstream.requests.at(-1)?.path).toBe('/v1/completions');
});
