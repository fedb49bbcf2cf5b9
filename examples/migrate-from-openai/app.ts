// An app as it was written for OpenAI: nothing in it knows Nearmost. Where it asks stands in two variables.
//
//   before:  OPENAI_API_KEY=sk-...                                          node examples/migrate-from-openai/app.ts
//   after:   OPENAI_BASE_URL=http://127.0.0.1:9595/v1 \
//            OPENAI_API_KEY=$(cat ~/.nearmost/token)                        node examples/migrate-from-openai/app.ts
import OpenAI from 'openai';

const client = new OpenAI(); // reads the two variables
const model = 'gpt-4o-mini'; // stays as it is: the model to ask when nothing nearer can do it

const commands = [
  'wake me at 6:30 tomorrow',
  'play some Norah Jones',
  'will it rain in Oslo on Friday',
  'set a timer for ten minutes',
  'turn off the kitchen light',
];

// The app shows on its screen what came back; where it ran is in the headers for who wants to know.
for (const content of commands) {
  const { data, response } = await client.chat.completions
    .create({ model, messages: [{ role: 'user', content }] })
    .withResponse();
  const place = response.headers.get('x-nearmost-route') ?? 'openai';
  console.log(`${place.padEnd(7)} ${content}\n        ${data.choices[0]?.message.content ?? ''}`);
}

// Streams and the newer Responses API work alike.
const stream = await client.chat.completions.create({
  model,
  messages: [{ role: 'user', content: 'remind me to water the plants tonight' }],
  stream: true,
});
let streamed = '';
for await (const chunk of stream) streamed += chunk.choices[0]?.delta.content ?? '';
console.log(`stream  ${streamed}`);

const answer = await client.responses.create({ model, input: 'play the next song' });
console.log(`items   ${answer.output_text}`);
