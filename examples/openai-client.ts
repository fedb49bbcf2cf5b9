// An ordinary OpenAI app: only the address and the key differ.
// Start the server (nearmost up), then run it:
//   OPENAI_BASE_URL=http://127.0.0.1:9595/v1 OPENAI_API_KEY=$(cat ~/.nearmost/token) node examples/openai-client.ts
import OpenAI from 'openai';

const client = new OpenAI(); // reads the two variables

const stream = await client.chat.completions.create({
  model: 'auto',
  messages: [{ role: 'user', content: 'play some Norah Jones' }],
  stream: true,
});
for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? '');
console.log();

// Where it ran and why stands in the headers of every answer.
const { data, response } = await client.chat.completions
  .create({ model: 'auto', messages: [{ role: 'user', content: 'will it rain in Oslo on Friday' }] })
  .withResponse();
console.log(data.choices[0]?.message.content);
console.log(`${response.headers.get('x-nearmost-route')}: ${response.headers.get('x-nearmost-reason')}`);
