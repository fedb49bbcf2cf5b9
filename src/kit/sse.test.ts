import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSse, type SseEvent } from './sse.ts';

async function* chunks(...pieces: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield typeof piece === 'string' ? new TextEncoder().encode(piece) : piece;
}
async function read(...pieces: (string | Uint8Array)[]): Promise<SseEvent[]> {
  const events: SseEvent[] = [];
  for await (const event of readSse(chunks(...pieces))) events.push(event);
  return events;
}
const data = async (...pieces: (string | Uint8Array)[]): Promise<string[]> =>
  (await read(...pieces)).map((event) => event.data);

test.each([
  ['LF', 'data: a\n\ndata: b\n\n'],
  ['CRLF', 'data: a\r\n\r\ndata: b\r\n\r\n'],
  ['CR', 'data: a\r\rdata: b\r\r'],
  ['comments and keep-alives', ': hi\n\n\n\ndata: a\n: PROCESSING\n\n:\n\ndata: b\n\n'],
  ['no space after the colon', 'data:a\n\ndata:b\n\n'],
  ['unknown fields', 'id: 3\nretry: 10\ndata: a\n\nfoo\ndata: b\n\n'],
  ['missing last empty line', 'data: a\n\ndata: b'],
  ['last line with a CR', 'data: a\r\n\r\ndata: b\r'],
])('%s', async (_, text) => {
  expect(await data(text)).toEqual(['a', 'b']);
});

test('names of events, data of several lines', async () => {
  expect(await read('event: ping\ndata: {"x":\ndata: 1}\n\ndata: 2\n\n')).toEqual([
    { event: 'ping', data: '{"x":\n1}' },
    { event: '', data: '2' },
  ]);
});

test('an event without data is none', async () => {
  expect(await read('event: ping\n\n: only a comment\n\n')).toEqual([]);
});

test('a CRLF and a character cut between chunks', async () => {
  const bytes = new TextEncoder().encode('é');
  expect(
    await data('data: a\r', '\n\r', '\ndata: ', bytes.slice(0, 1), bytes.slice(1), '\r\n', '\r\n'),
  ).toEqual(['a', 'é']);
});

test('any cut gives the same events', async () => {
  const events = fc.array(
    fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n]/g, ' ')),
    { maxLength: 5 },
  );
  await fc.assert(
    fc.asyncProperty(
      events,
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.integer({ min: 1, max: 7 }),
      async (texts, end, size) => {
        const bytes = new TextEncoder().encode(texts.map((text) => `data: ${text}${end}${end}`).join(''));
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
          bytes.slice(i * size, (i + 1) * size),
        );
        expect(await data(...pieces)).toEqual(texts);
      },
    ),
  );
});

test('an endless event is refused', async () => {
  const endless = async (): Promise<unknown> =>
    data('data: ', ...Array.from({ length: 20 }, () => 'x'.repeat(2 ** 20)));
  await expect(endless()).rejects.toMatchObject({ code: 'upstream_bad_answer' });
});

test('a long line in small pieces is looked through once, not again with each piece: that took minutes', async () => {
  const bytes = new TextEncoder().encode(`data: ${'x'.repeat(2 ** 22)}\r\n\r\n`);
  const pieces = Array.from({ length: Math.ceil(bytes.length / 256) }, (_, i) =>
    bytes.subarray(i * 256, (i + 1) * 256),
  );
  const [only] = await data(...pieces);
  expect(only).toHaveLength(2 ** 22);
});
