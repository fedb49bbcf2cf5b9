import { describe, expect, test } from 'vitest';
import { callServer, errorCode, serveFake, until, type Call, type Wire } from './testing/serve.ts';

/** The body of a chat is the same in these dialects. */
const PATHS = ['/v1/chat/completions', '/v1/messages', '/api/chat'] as const;
const lastError = ({ text }: Wire): string => text.trimEnd().split('\n').at(-1) ?? '';

describe.each(PATHS)('%s', (path) => {
  const say = (content: string, stream: boolean): Call => ({
    path,
    body: { model: 'auto', messages: [{ role: 'user', content }], stream },
  });

  test.each([
    ['before the first part', 'HANG', false],
    ['before the first part of a stream', 'HANG', true],
    ['in a stream', 'STALL now', true],
  ])('a caller that leaves %s cancels the work', async (_name, words, stream) => {
    const { server, runtime } = await serveFake();
    const leave = new AbortController();
    const call = callServer(server.port, { ...say(words, stream), signal: leave.signal });
    call.catch(() => undefined);
    await until(() => runtime.calls.length === 1, 'the request reaches the runtime');
    if (words !== 'HANG') await until(() => runtime.rows.length === 1, 'the stream begins');
    leave.abort();
    await expect(call).rejects.toThrow();
    await until(() => runtime.cancelled === 1, 'the signal is aborted');
    expect((await callServer(server.port, say('hello', false))).status).toBe(200);
    await server.close();
  });

  test('closing cancels what does not end, with words', async () => {
    const { server, runtime, call } = await serveFake({}, { graceMs: 20 });
    const whole = call(say('HANG', false));
    const stream = call(say('STALL now', true));
    await until(() => runtime.calls.length === 2 && runtime.rows.length === 1, 'both are under way');
    await Promise.all([server.close(), server.close()]);
    expect([(await whole).status, errorCode(await whole)]).toEqual([503, 'not_running']);
    expect(lastError(await stream)).toContain('"not_running"');
    expect(runtime.cancelled).toBe(2);
  });

  test('a long stream arrives whole, and headers and app reach the runtime', async () => {
    const { server, runtime, call } = await serveFake();
    const reply = await call({
      ...say('LONG', true),
      headers: {
        'x-nearmost-app': 'mail',
        'x-nearmost-label': 'secret',
        'x-nearmost-next-model': 'local/fake',
      },
    });
    expect(reply.text.match(/ word"/g)).toHaveLength(20_000);
    expect(reply.headers['x-nearmost-model']).toBe('local/fake');
    expect(runtime.calls[0]?.context).toMatchObject({ app: 'mail', label: 'secret' });
    expect(runtime.intents).toEqual([{ model: 'local/fake', app: 'mail' }]);
    await server.close();
  });
});
