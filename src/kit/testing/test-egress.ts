import { Agent, request as send } from 'undici';
import type { Egress } from '../../contract/index.ts';

/** A plain way out for tests: no label, no counting. Close it after use. */
export function testEgress(): { egress: Egress; close: () => Promise<void> } {
  const agent = new Agent();
  const egress: Egress = async (request) => {
    const answer = await send(request.url, {
      dispatcher: agent,
      method: request.method,
      headers: request.headers,
      headersTimeout: request.timeoutMs ?? 60_000,
      ...(request.body === undefined ? {} : { body: request.body }),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    });
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(answer.headers))
      if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
    return { status: answer.statusCode, headers, body: answer.body, text: () => answer.body.text() };
  };
  return { egress, close: () => agent.destroy() };
}
