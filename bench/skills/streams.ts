import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSnips, SNIPS_INTENTS } from '../../models/house/snips.ts';
import { createRandom, shuffled } from '../../src/kit/random.ts';

/** A request and what the teacher answers. */
export interface Row {
  /** App, system prompt and answer format: what is one skill. */
  readonly skill: string;
  readonly input: string;
  readonly output: string;
  /** Should not be answered on the device. */
  readonly handover: boolean;
}

export interface Stream {
  readonly name: string;
  readonly source: string;
  /** Lowest accepted agreement. */
  readonly floor: number;
  readonly rows: readonly Row[];
  /** Fresh wording, after the stream; empty: there is none. */
  readonly test: readonly Row[];
}

const SEED = 1;

const row = (skill: string, input: string, output: string, handover = false): Row => ({
  skill,
  input,
  output,
  handover,
});

/** CLINC150: train as a shuffled stream, test and its out-of-scope requests afterwards. Undefined when it is not there. */
function clinc(data: string): Stream | undefined {
  const path = join(data, 'clinc150', 'data_full.json');
  if (!existsSync(path)) return undefined;
  const all = JSON.parse(readFileSync(path, 'utf8')) as Record<string, [string, string][]>;
  const rows = (split: string, handover = false): Row[] =>
    (all[split] ?? []).map(([input, output]) => row('clinc', input, output, handover));
  return {
    name: 'clinc',
    source: 'CLINC150 data_full.json (CC BY 3.0): train shuffled with seed 1; test and oos_test',
    floor: 0.95,
    rows: shuffled(createRandom(SEED), rows('train')),
    test: [...rows('test'), ...rows('oos_test', true)],
  };
}

/** SNIPS: train as JSON answers, shuffled. Undefined when it is not there. */
function snips(data: string): Stream | undefined {
  const commands = readSnips(data, 'train');
  if (!commands) return undefined;
  const rows = commands.map(({ parts, intent }) => {
    const slots: Record<string, string> = {};
    for (const { text, slot } of parts) if (slot !== undefined) slots[slot] ??= text;
    return row('snips', parts.map(({ text }) => text).join(''), JSON.stringify({ intent, slots }));
  });
  return {
    name: 'snips',
    source: `SNIPS (CC0): the ${SNIPS_INTENTS.length} train files as {"intent","slots"}, shuffled with seed 1`,
    floor: 0.95,
    rows: shuffled(createRandom(SEED), rows),
    test: [],
  };
}

function readLines(path: string): Row[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.flatMap((line, i) => {
    if (line.trim() === '') return [];
    try {
      const found = JSON.parse(line) as Record<string, unknown>;
      const { app = '', system = '', input, output = '', response_format: format } = found;
      if (typeof input !== 'string') throw new TypeError('"input" is no text');
      const skill = JSON.stringify([app, system, format ?? null]);
      const text = typeof output === 'string' ? output : JSON.stringify(output);
      return [row(skill, input, text, found['handover'] === true)];
    } catch (error) {
      throw new Error(`${path}, line ${i + 1}: ${(error as Error).message}`, { cause: error });
    }
  });
}

/** `stream.jsonl` of a folder, and its `test.jsonl` if there is one. */
function own(folder: string): Stream | undefined {
  const rows = readLines(join(folder, 'stream.jsonl'));
  if (rows.length === 0) return undefined;
  return {
    name: 'data',
    source: join(folder, 'stream.jsonl'),
    floor: 0.95,
    rows,
    test: readLines(join(folder, 'test.jsonl')),
  };
}

/** The stream to play, or which file is missing. */
export function openStream(
  set: string,
  data: string,
  hasOwn: boolean,
): { stream: Stream } | { missing: string } {
  if (hasOwn) {
    const stream = own(data);
    return stream ? { stream } : { missing: `${join(data, 'stream.jsonl')} is missing or empty` };
  }
  if (set === 'snips') {
    const stream = snips(data);
    return stream
      ? { stream }
      : { missing: `${join(data, 'snips')} is missing: SNIPS, CC0, github.com/sonos/nlu-benchmark` };
  }
  const stream = set === 'clinc' ? clinc(data) : undefined;
  return stream
    ? { stream }
    : {
        missing: `${join(data, set === 'clinc' ? 'clinc150/data_full.json' : set)} is missing: CLINC150, CC BY 3.0, github.com/clinc/oos-eval`,
      };
}
