// The fastest provider there can be: one canned answer, no parsing. Paths that hold /hang are never answered.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const frame = { id: 'chatcmpl-bench', created: 1_790_000_000, model: 'bench' };
const usage = { prompt_tokens: 12, completion_tokens: 16, total_tokens: 28 };
const text = 'The quick answer of a provider that has nothing else to do than to be quick.';
const whole = Buffer.from(
  JSON.stringify({
    ...frame,
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
    usage,
  }),
);
const chunk = (delta: object, reason: string | null): string =>
  `data: ${JSON.stringify({ ...frame, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: reason }] })}\n\n`;
const streamed = Buffer.from(
  [
    ...text.split(' ').map((word) => chunk({ content: `${word} ` }, null)),
    chunk({}, 'stop'),
    `data: ${JSON.stringify({ ...frame, choices: [], usage })}\n\n`,
    'data: [DONE]\n\n',
  ].join(''),
);

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (piece: Buffer) => chunks.push(piece));
  request.on('end', () => {
    if (request.url?.includes('/hang')) return;
    const isStream = Buffer.concat(chunks).includes('"stream":true');
    const body = isStream ? streamed : whole;
    response.writeHead(200, {
      'content-type': isStream ? 'text/event-stream' : 'application/json',
      'content-length': body.length,
    });
    response.end(body);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(JSON.stringify({ url: `http://127.0.0.1:${port}` }));
});
process.once('SIGTERM', () => process.exit(0));
