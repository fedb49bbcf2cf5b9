import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCallReader } from './call-reader.ts';
import type { CallFormat } from './dialect.ts';
import { parseCalls } from './parse-calls.ts';
import { createStopFilter } from './stop-filter.ts';
import { createThinkingReader } from './thinking.ts';

/** Cuts a text at these places: how a model might deliver it. */
function pieces(text: string, cuts: number[]): string[] {
  const at = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].toSorted((a, b) => a - b);
  return [...at, text.length].map((end, index) => text.slice(at[index - 1] ?? 0, end));
}
const cuts = fc.array(fc.nat(200), { maxLength: 12 });

test('stop strings: the text before the first one, however it is cut', () => {
  const text = 'one two END three STOP four';
  fc.assert(
    fc.property(cuts, fc.subarray(['END', 'STOP', 'NDX', 'two EN'], { minLength: 1 }), (places, stops) => {
      const filter = createStopFilter(stops);
      let [out, stopped] = ['', false];
      for (const piece of pieces(text, places)) {
        if (stopped) break;
        const step = filter.push(piece);
        out += step.text;
        ({ stopped } = step);
      }
      if (!stopped) out += filter.flush();
      const first = Math.min(...stops.map((stop) => text.indexOf(stop)).filter((at) => at >= 0));
      expect(out).toBe(Number.isFinite(first) ? text.slice(0, first) : text);
    }),
  );
});

const tags = { open: '<think>', close: '</think>' };
test.each([
  ['<think>why\n</think>\n\nso', false, 'why\n', 'so'],
  ['  <think>\nwhy</think>so', false, 'why', 'so'],
  ['why</think> so', true, 'why', 'so'],
  ['no thought', false, '', 'no thought'],
  ['<thin air', false, '', '<thin air'],
  ['only thought', true, 'only thought', ''],
  ['a <think>x</think> later', false, '', 'a <think>x</think> later'],
  ['<think>x</think>', undefined, '', '<think>x</think>'],
])('thinking is told apart in %j', (text, open, thought, answer) => {
  fc.assert(
    fc.property(cuts, (places) => {
      const reader = createThinkingReader(tags, open);
      const stretches = [...pieces(text, places).flatMap((piece) => reader.push(piece)), ...reader.flush()];
      const of = (kind: string): string =>
        stretches.map((one) => (one.kind === kind ? one.text : '')).join('');
      expect([of('reasoning'), of('text')]).toEqual([thought, answer]);
    }),
  );
});

const call = { name: 'light', arguments: '{"on":true,"s":"}<]"}' };
const json = `{"name": "light", "arguments": ${call.arguments}}`;
test.each<[string, CallFormat, string, string, (typeof call)[]]>([
  ['hermes', 'hermes', `Sure.\n<tool_call>\n${json}\n</tool_call>`, 'Sure.', [call]],
  [
    'two of hermes',
    'hermes',
    `<tool_call>${json}</tool_call>\n<tool_call>${json}</tool_call>`,
    '',
    [call, call],
  ],
  ['hermes without its end', 'hermes', `<tool_call>\n${json}`, '', [call]],
  ['mistral', 'mistral', `[TOOL_CALLS] [${json}, ${json}]`, '', [call, call]],
  ['newer mistral', 'mistral', `[TOOL_CALLS]light[ARGS]${call.arguments}`, '', [call]],
  ['llama', 'llama', json.replace('arguments', 'parameters'), '', [call]],
  ['llama with its mark', 'llama', `<|python_tag|>${json.replace('arguments', 'parameters')}`, '', [call]],
  ['bare JSON', 'json', `\n[${json}]`, '', [call]],
  ['OpenAI style', 'json', `{"type":"function","function":${json}}`, '', [call]],
  [
    'JSON that is no call',
    'json',
    '{"name": "unknown", "arguments": {}}',
    '{"name": "unknown", "arguments": {}}',
    [],
  ],
  ['JSON answers', 'hermes', '{"a": [1, 2]}', '{"a": [1, 2]}', []],
  ['a mark that is no call', 'hermes', 'a <tool_call>nothing', 'a<tool_call>nothing', []],
  ['a beginning of a mark', 'hermes', 'a <tool_', 'a <tool_', []],
  ['text', 'llama', 'just text', 'just text', []],
])('calls are found: %s', (_name, format, written, text, calls) => {
  fc.assert(
    fc.property(cuts, (places) => {
      const reader = createCallReader(format, ['light']);
      const before = pieces(written, places)
        .map((piece) => reader.push(piece).text)
        .join('');
      const end = reader.end();
      const shown = (before + end.text).replace('a <tool_call>', 'a<tool_call>').trim();
      expect([shown, end.calls]).toEqual([text, calls]);
    }),
  );
});

test('broken calls give none, and never throw', () => {
  for (const text of [
    '{"name": "x", "arguments": {',
    '[',
    '{}',
    '[{"name": 3}]',
    '{"name": "x", "arguments": {"a": }}',
    '}',
  ])
    expect(parseCalls(text)).toEqual([]);
  fc.assert(fc.property(fc.string(), (text) => void parseCalls(text)));
});
