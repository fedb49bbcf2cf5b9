import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { cleanEnv, headers, startServer } from '../lib/server.ts';
import type { SideOptions } from './bare.ts';
import { ASKED, createMeter, type Meter, type Side } from './side.ts';

const BIN = resolve(import.meta.dirname, '../../bin/nearmost.js');

interface Chunk {
  choices?: { delta?: { content?: string } }[];
  usage?: { completion_tokens: number } | null;
}

/** Makes a file known to the server's home. */
function takeIn(home: string, path: string): string {
  const added = spawnSync(process.execPath, [BIN, 'pull', path, '--json'], {
    env: cleanEnv(home),
    encoding: 'utf8',
  });
  const model = modelName(added.stdout);
  if (model === undefined) throw new Error(`the model was not taken in: ${added.stdout}${added.stderr}`);
  return model;
}

/** The way of a client: HTTP, tokens as server-sent events. */
export async function openServer(home: string, options: SideOptions): Promise<Side> {
  const model = options.asked === 'house' ? 'house' : takeIn(home, options.path);
  const server = await startServer(home, {
    NEARMOST_LOCAL_THREADS: String(options.threads),
    NEARMOST_LOCAL_PARALLEL: String(options.sequences),
    NEARMOST_LOCAL_CONTEXT_SIZE: String(options.contextSize),
  });
  let round = 0;

  async function write(stream: number, tokens: number, meter: Meter): Promise<void> {
    const response = await fetch(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      headers: headers(server),
      body: JSON.stringify({
        model: `local/${model}`,
        stream: true,
        stream_options: { include_usage: true },
        temperature: 0,
        max_tokens: tokens,
        response_format: { type: 'text' },
        messages: [{ role: 'user', content: ASKED[options.asked].prompt(stream, round) }],
      }),
    });
    if (!response.ok || response.body === null) throw new Error(await response.text());
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of response.body) {
      rest += decoder.decode(chunk, { stream: true });
      const events = rest.split('\n\n');
      rest = events.pop() ?? '';
      for (const event of events) {
        const data = event.replace(/^data: /, '');
        if (!data.startsWith('{')) continue;
        const { choices, usage } = JSON.parse(data) as Chunk;
        // The random model writes one ASCII character a token.
        const text = choices?.[0]?.delta?.content;
        if (text) meter.mark(stream, text.length);
        if (usage) meter.total(usage.completion_tokens);
      }
    }
  }

  return {
    name: 'server',
    async decode(streams, tokens) {
      round += 1;
      const meter = createMeter(streams);
      await Promise.all(Array.from({ length: streams }, (_, stream) => write(stream, tokens, meter)));
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
