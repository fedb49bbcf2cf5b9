import { expect, test } from 'vitest';
import { createPaint } from '../paint.ts';
import { width } from '../text.ts';
import { entryOf } from '../testing/entry.ts';
import { renderWhy } from './why.ts';

const plain = createPaint(false);
const now = new Date(2026, 10, 21, 12, 5, 0).getTime();

test('a local answer: where, how sure, what it cost, what left', () => {
  const text = renderWhy(entryOf(), plain, 80, now);
  expect(text).toContain('Answered on this device by local/house in 41 ms.');
  expect(text).toContain('0.93, 0.70 was needed (calibrated on held-out data)');
  expect(text).toContain('$0; the cloud would have taken about $0.000012 (estimated)');
  expect(text).toContain('nothing left this device');
  expect(text).toContain('openai/gpt-4o-mini  label personal');
  expect(text.split('\n').every((line) => width(line) <= 80)).toBe(true);
});

test.each([40, 60, 80])('it fits %d columns and loses no word', (columns) => {
  const text = renderWhy(
    entryOf({ calibrated: false, requestedModel: 'openai/gpt-4o-mini', attempts: [], rejected: [] }),
    plain,
    columns,
    now,
  );
  expect(text.split('\n').filter((line) => width(line) > columns)).toEqual([]);
  expect(text.replace(/\s+/g, ' ')).toContain('asked for openai/gpt-4o-mini');
});

test('a handed-over answer: both tries, the bytes and to whom', () => {
  const text = renderWhy(
    entryOf({
      place: 'cloud',
      model: 'openai/gpt-4o-mini',
      confidence: null,
      label: 'public',
      costUsd: 0.00021,
      egressBytes: 412,
      attempts: [
        {
          place: 'local',
          model: 'local/house',
          outcome: 'declined',
          detail: 'none of its business',
          confidence: 0.2,
          durationMs: 30,
        },
        {
          place: 'cloud',
          model: 'openai/gpt-4o-mini',
          outcome: 'answered',
          detail: 'answered',
          confidence: null,
          durationMs: 700,
        },
      ],
      rejected: [],
    }),
    plain,
    80,
    now,
  );
  expect(text).toContain('Answered in the cloud by openai/gpt-4o-mini');
  expect(text).toContain('412 bytes of the request, to openai/gpt-4o-mini');
  expect(text).toContain('not its business');
  expect(text).not.toContain('Ruled out');
});

test('tries that ran at once stand in the order in which they began', () => {
  const attempt = { place: 'cloud', confidence: null } as const;
  const attempts = [
    {
      ...attempt,
      model: 'two/m',
      outcome: 'cancelled',
      detail: 'one/m answered first',
      startMs: 312,
      durationMs: 88,
    },
    { ...attempt, model: 'one/m', outcome: 'answered', detail: 'answered', startMs: 2, durationMs: 398 },
  ] as const;
  const lines = renderWhy(entryOf({ attempts: [...attempts], rejected: [] }), plain, 80, now).split('\n');
  const table = lines.slice(lines.indexOf('Tried') + 1).map((line) => line.split(/ {2,}/));
  expect(table).toEqual([
    ['model', 'outcome', 'sure', 'began', 'time', 'because'],
    ['one/m', 'answered', expect.any(String), '+2 ms', '398 ms', 'answered'],
    ['two/m', 'cancelled', expect.any(String), '+312 ms', '88 ms', 'one/m answered first'],
  ]);
});

test('rows without beginnings stand as they were kept', () => {
  const [one] = entryOf().attempts;
  const text = renderWhy(entryOf({ attempts: [{ ...one!, startMs: 5 }, one!] }), plain, 80, now);
  expect(text).not.toContain('began');
});

test('failures and breaks are said as such', () => {
  expect(renderWhy(entryOf({ status: 'error', error: 'no_candidate' }), plain, 80, now)).toContain(
    'Not answered: no_candidate',
  );
  expect(renderWhy(entryOf({ status: 'cancelled' }), plain, 80, now)).toContain('Cancelled after 41 ms.');
});

test('a document that was split: what was read here, what left and in which form', () => {
  const attempt = { confidence: null, durationMs: 900 };
  const detail =
    'a document of 48,210 characters was read here in 12 parts; question and notes of 7 parts go on, 2,310 characters, 5 personal details replaced (2 EMAIL, 3 NAME)';
  const text = renderWhy(
    entryOf({
      place: 'cloud',
      model: 'acme/big',
      confidence: null,
      label: 'personal',
      reason: detail,
      egressBytes: 2890,
      attempts: [
        { ...attempt, place: 'local', model: 'local/small', outcome: 'condensed', detail },
        {
          ...attempt,
          place: 'cloud',
          model: 'acme/big',
          outcome: 'answered',
          detail: 'answered from the notes',
        },
      ],
      rejected: [],
    }),
    plain,
    80,
    now,
  );
  const words = text.replace(/\s+/g, ' ');
  expect(words).toContain(detail);
  expect(words).toContain('personal: stays on this device; question and notes left with details replaced');
  expect(words).toContain('2890 bytes of question and notes, to acme/big');
  expect(words).toContain('took notes');
});
