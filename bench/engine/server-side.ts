import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { cleanEnv, headers, startServer } from '../lib/server.ts';
import type { SideOptions } from './bare.ts';
import { createMeter, promptOf, type Side } from './side.ts';

const BIN = resolve(import.meta.dirname, '../../bin/nearmost.js');

/** The way of a client: HTTP, tokens as server-sent events. One event holds one token's text or more. */
export async function openServer(home: string, options: SideOptions): Promise<Side> {
  const added = spawnSync(process.execPath, [BIN, 'pull', options.path, '--json'], {
    env: cleanEnv(home),
    encoding: 'utf8',
  });
  const model = modelName(added.stdout);
  if (model === undefined) throw new Error(`the model was not taken in: ${added.stdout}${added.stderr}`);
  const server = await startServer(home, {
    NEARMOST_LOCAL_THREADS: String(options.threads),
    NEARMOST_LOCAL_PARALLEL: String(options.sequences),
    NEARMOST_LOCAL_CONTEXT_SIZE: String(options.contextSize),
  });
  let round = 0;

  async function write(stream: number, tokens: number, tick: (tokens: number) => void): Promise<void> {
    const response = await fetch(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { ...headers(server), 'x-nearmost-label': 'personal' },
      body: JSON.stringify({
        model: `local/${model}`,
        stream: true,
        stream_options: { include_usage: true },
        temperature: 0,
        max_tokens: tokens,
        messages: [{ role: 'user', content: promptOf(stream, round) }],
      }),
    });
    if (!response.ok || response.body === null) throw new Error(await response.text());
    // The random model writes one ASCII character a token, so characters count tokens.
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of response.body) {
      rest += decoder.decode(chunk, { stream: true });
      const events = rest.split('\n\n');
      rest = events.pop() ?? '';
      let characters = 0;
      for (const event of events) {
        const data = event.replace(/^data: /, '');
        if (!data.startsWith('{')) continue;
        const parsed = JSON.parse(data) as { choices?: { delta?: { content?: string } }[] };
        characters += parsed.choices?.[0]?.delta?.content?.length ?? 0;
      }
      if (characters > 0) tick(characters);
    }
  }

  return {
    name: 'server',
    async decode(streams, tokens) {
      round += 1;
      const meter = createMeter(streams);
      await Promise.all(
        Array.from({ length: streams }, (_, stream) => write(stream, tokens, (n) => meter.count(n))),
      );
      return meter.result();
    },
    close: () => server.stop(),
  };
}

/** The id that `nearmost pull --json` reports. */
function modelName(output: string): string | undefined {
  try {
    return (JSON.parse(output) as { model?: { id?: string } }).model?.id;
  } catch {
    return undefined;
  }
}
