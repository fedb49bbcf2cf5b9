import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tell } from '../../test/upstream/harness.ts';
import { recorded } from '../../test/upstream/recorded.ts';
import { NearmostError, type Egress, type ProviderCall } from '../contract/index.ts';
import { sse } from '../kit/testing/fake-upstream.ts';
import { getProvider } from './registry.ts';

/** A way out that leads nowhere: every call gets this body. */
function answering(text: string, type: string): Egress {
  const bytes = new TextEncoder().encode(text);
  async function* body(): AsyncGenerator<Uint8Array> {
    yield bytes;
  }
  return async () => ({
    status: 200,
    headers: { 'content-type': type },
    body: body(),
    text: async () => text,
  });
}
const call = (egress: Egress, stream: boolean): ProviderCall => ({
  key: undefined,
  baseUrl: 'http://x/v1',
  requestId: 'r',
  label: 'public',
  egress,
  timeoutMs: 30_000,
  stream,
});

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Replaces the value at a random place of a JSON value by another one. */
function mutate(value: Json, at: number, by: Json): Json {
  let left = at;
  const walk = (node: Json): Json => {
    left -= 1;
    if (left < 0) {
      left = Number.POSITIVE_INFINITY;
      return by;
    }
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([name, inner]) => [name, walk(inner)]));
  };
  return walk(value);
}

const places = fc.integer({ min: 0, max: 60 });
const junk = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>;

// Whatever a provider sends: parts in the shape of the contract, or one of our errors.
test.each(['openai', 'mistral', 'anthropic'])(
  '%s: a damaged answer never gets through as something else',
  async (id) => {
    const provider = await getProvider(id);
    const { whole, stream } = recorded[id] ?? { whole: {}, stream: [] };
    const events = stream.map((event) => event.replace(/^(?:event: .*\n)?data: /, '').trim());
    const check = async (text: string, type: string): Promise<void> => {
      const request = { model: 'm', messages: [{ role: 'user' as const, content: 'x' }] };
      try {
        const told = await tell(provider.chat(request, call(answering(text, type), type.includes('event'))));
        expect(told.usage).toMatchObject({
          inputTokens: expect.any(Number),
          outputTokens: expect.any(Number),
        });
        expect(told.finish.length).toBeGreaterThan(0);
        for (const part of told.parts)
          if (part.type === 'text' || part.type === 'reasoning') expect(part.text).toBeTypeOf('string');
          else if (part.type === 'tool-call') expect(part.arguments).toBeTypeOf('string');
      } catch (error) {
        if (!NearmostError.isInstance(error)) throw error;
        expect(error.code).toMatch(/^upstream_|^context_too_long$|^timeout$/);
      }
    };
    await fc.assert(
      fc.asyncProperty(places, junk, async (at, by) => {
        await check(JSON.stringify(mutate(whole as Json, at, by)), 'application/json');
      }),
      { numRuns: 300 },
    );
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: events.length - 1 }), places, junk, async (which, at, by) => {
        const damaged = events.map((event, index) =>
          index === which && event.startsWith('{') ? mutate(JSON.parse(event) as Json, at, by) : event,
        );
        await check(sse(...damaged).join(''), 'text/event-stream');
      }),
      { numRuns: 300 },
    );
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: stream.join('').length }), async (length) => {
        await check(stream.join('').slice(0, length), 'text/event-stream');
      }),
    );
  },
);
