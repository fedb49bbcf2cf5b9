import { headers, startServer } from './server.ts';

/**
 * Milliseconds from the first request to a fresh server to the first piece of a model's answer.
 * @param entry the program; default: the checkout's
 */
export async function firstTokenCold(home: string, model: string, entry?: string): Promise<number> {
  const server = await startServer(home, {}, entry);
  try {
    const began = performance.now();
    const response = await fetch(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      headers: headers(server),
      body: JSON.stringify({
        model: `local/${model}`,
        stream: true,
        messages: [{ role: 'user', content: 'wake me at 6:30 tomorrow' }],
      }),
    });
    if (!response.ok || response.body === null) throw new Error(await response.text());
    const decoder = new TextDecoder();
    let seen = '';
    for await (const chunk of response.body) {
      seen += decoder.decode(chunk, { stream: true });
      if (/"content":"[^"]/.test(seen)) return performance.now() - began;
    }
    throw new Error(`no token came: ${seen.slice(0, 300)}`);
  } finally {
    await server.stop();
  }
}
