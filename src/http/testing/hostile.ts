import fc from 'fast-check';
import { expect } from 'vitest';
import { errorCode, type Served } from './serve.ts';

/**
 * Sends bodies of any shape: known fields with any JSON, sound values among them. Whatever comes back is JSON, a refusal
 * names our code, and the server lives.
 */
export async function sendHostile(
  served: Served,
  path: string,
  fields: readonly string[],
  sound: readonly unknown[],
): Promise<void> {
  const value = fc.oneof({ depthSize: 'small' }, fc.jsonValue(), fc.constantFrom(...sound));
  const body = fc.dictionary(fc.constantFrom(...fields, '__proto__'), value);
  await fc.assert(
    fc.asyncProperty(body, async (sent) => {
      const reply = await served.call({ path, body: JSON.stringify(sent) });
      if (reply.status === 200) return;
      expect([400, 404]).toContain(reply.status);
      expect(['invalid_request', 'invalid_schema', 'unknown_model']).toContain(errorCode(reply));
    }),
    { numRuns: 150 },
  );
  expect((await served.call({ path: '/health' })).status).toBe(200);
}
