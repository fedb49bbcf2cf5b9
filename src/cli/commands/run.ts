import { fstatSync } from 'node:fs';
import { defineCommand } from '../command.ts';
import type { Cli } from '../context.ts';
import { oneOf } from '../options.ts';
import { readStdin } from '../read-stdin.ts';
import { UsageError } from '../show-error.ts';
import type { Chat } from '../chat/converse.ts';
import type { Talker } from '../chat/talk.ts';

/** The running server, or a runtime of our own. */
async function openTalker(cli: Cli): Promise<Talker> {
  const [{ homeOf }, { findServer }, talk] = await Promise.all([
    import('../home-of.ts'),
    import('../api-find.ts'),
    import('../chat/talk.ts'),
  ]);
  const home = homeOf(cli);
  const api = await findServer(home, cli.signal);
  if (api !== undefined) return talk.talkToServer(api);
  const { createRuntime } = await import('../../runtime.ts');
  const runtime = await createRuntime(undefined, { home: home.dir, env: cli.env, cwd: cli.cwd });
  if (cli.interactive) runtime.warm(); // while the person still types
  return talk.talkHere(runtime);
}

/** Whether text is piped in. A socket is no answer: programs that start us leave one open and never write. */
function isPiped(cli: Cli, prompt: string): boolean {
  if (cli.stdin.isTTY) return false;
  if (prompt === '') return true;
  const stat = fstatSync(0);
  return stat.isFIFO() || stat.isFile();
}

async function chatInTerminal(cli: Cli, chat: Chat): Promise<void> {
  const [{ createInterface }, { converse }] = await Promise.all([
    import('node:readline/promises'),
    import('../chat/converse.ts'),
  ]);
  await converse(cli, chat, createInterface({ input: cli.stdin, output: process.stdout }));
}

/** Talks to a model in the terminal. */
export const command = defineCommand({
  summary: 'ask a model, or chat with it, in the terminal',
  group: 'Start',
  rank: 30,
  args: [
    ['[model]', 'auto, a model of nearmost ls, or <provider>/<model>; default auto'],
    ['[prompt...]', 'ask this and end; without it, a chat (or the piped text)'],
  ],
  options: [
    {
      flags: '--label <label>',
      words: 'public, personal or secret: what may happen to the text',
      parse: oneOf('public', 'personal', 'secret'),
    },
    { flags: '--route <place>', words: 'local or cloud: pin the request', parse: oneOf('local', 'cloud') },
    { flags: '--model <name>', words: 'the model, sure to be no word of the prompt' },
    { flags: '--system <text>', words: 'a system message in front' },
  ],
  examples: [
    ['run "will it rain in Oslo on Friday"', 'ask once, the nearest model answers'],
    ['run qwen3-0.6b', 'chat with one model'],
    ['run --label public openai/gpt-4o-mini "hello"', 'this text may leave the device'],
    ['run --json "play some jazz" | jq .route', 'answer and decision for programs'],
  ],
  async run(cli, { args, options }) {
    const talker = await openTalker(cli);
    try {
      const { readModel, readWords } = await import('../chat/read-words.ts');
      const models = await talker.models();
      const { label, route, system, model } = options as {
        label?: string;
        route?: 'local' | 'cloud';
        system?: string;
        model?: string;
      };
      const words =
        model === undefined
          ? readWords(args, models)
          : { model: readModel(model, models), prompt: args.join(' ') };
      const piped = isPiped(cli, words.prompt) ? await readStdin(cli) : '';
      const prompt = [words.prompt, piped].filter((part) => part.trim() !== '').join('\n\n');
      const chat: Chat = {
        talker,
        model: words.model,
        messages: system === undefined ? [] : [{ role: 'system', content: system }],
        context: {
          app: 'cli',
          ...(label === undefined ? {} : { label }),
          ...(route === undefined ? {} : { route }),
        },
      };
      if (prompt !== '') {
        const { askOnce } = await import('../chat/converse.ts');
        await askOnce(cli, chat, prompt, cli.signal);
      } else if (cli.interactive) await chatInTerminal(cli, chat);
      else throw new UsageError('There is nothing to ask.', 'Give a prompt: nearmost run "wake me at 6:30"');
    } finally {
      await talker.close();
    }
  },
});
