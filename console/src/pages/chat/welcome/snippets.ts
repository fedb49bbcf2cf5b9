/** A few lines that let an app ask this server. */
export interface Snippet {
  id: string;
  name: string;
  text: string;
}

/** Where the token lies; it is never shown. */
export const TOKEN_FILE = '~/.nearmost/token';

/** Lines to copy, for the server at `origin`. */
export function snippetsFor(origin: string): Snippet[] {
  const base = `${origin}/v1`;
  return [
    {
      id: 'openai',
      name: 'OpenAI SDK',
      text: `import OpenAI from 'openai';

// NEARMOST_TOKEN: what is in ${TOKEN_FILE}
const client = new OpenAI({
  baseURL: '${base}',
  apiKey: process.env.NEARMOST_TOKEN,
  defaultHeaders: { 'x-nearmost-app': 'my-app' },
});
const answer = await client.chat.completions.create({
  model: 'auto',
  messages: [{ role: 'user', content: 'wake me at 6:30 tomorrow' }],
});
console.log(answer.choices[0].message.content);`,
    },
    {
      id: 'ai-sdk',
      name: 'Vercel AI SDK',
      text: `import { generateText } from 'ai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';

// NEARMOST_TOKEN: what is in ${TOKEN_FILE}
const nearmost = createOpenAICompatible({
  name: 'nearmost',
  baseURL: '${base}',
  apiKey: process.env.NEARMOST_TOKEN,
  headers: { 'x-nearmost-app': 'my-app' },
});
const { text } = await generateText({
  model: nearmost('auto'),
  prompt: 'wake me at 6:30 tomorrow',
});
console.log(text);`,
    },
    {
      id: 'curl',
      name: 'curl',
      text: `curl ${base}/chat/completions \\
  -H "authorization: Bearer $(cat ${TOKEN_FILE})" \\
  -H 'content-type: application/json' -H 'x-nearmost-app: my-app' \\
  -d '{"model":"auto","messages":[{"role":"user","content":"wake me at 6:30 tomorrow"}]}'`,
    },
  ];
}
