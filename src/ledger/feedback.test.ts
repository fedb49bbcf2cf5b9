import { expect, onTestFinished, test } from 'vitest';
import type { FeedbackInput } from '../contract/index.ts';
import { systemClock } from '../kit/clock.ts';
import { openDatabase } from '../store/database.ts';
import { tempHome } from '../store/testing/temp-home.ts';
import { giveFeedback } from './feedback.ts';
import { createLedger } from './record.ts';
import { entry } from './testing/entry.ts';
import { createVerdicts } from './verdicts.ts';

const DAY = 86_400_000;

async function open() {
  const database = openDatabase(tempHome().database);
  onTestFinished(() => database.close());
  const ledger = createLedger({ database, clock: { ...systemClock, now: () => 500 * DAY } });
  await Promise.all([
    ledger.record(entry({ requestId: 'req_a1', app: 'notes', at: 500 * DAY })),
    ledger.record(entry({ requestId: 'req_old', at: 1 })),
    ledger.record(entry({ requestId: 'req_failed', status: 'error', error: 'timeout', at: 500 * DAY })),
  ]);
  const verdicts = createVerdicts(database, () => 7.4);
  const rows = (): unknown[] => database.prepare('SELECT * FROM verdicts ORDER BY request_id').all();
  return { ledger, rows, give: (input: FeedbackInput) => giveFeedback(ledger, verdicts, input) };
}

test('is stored once, also when it is said twice, and a later word replaces it', async () => {
  const { give, rows } = await open();
  const said = { requestId: 'req_a1', app: 'notes', score: 1 };
  expect(give({ requestId: 'req_a1', verdict: 'good' })).toEqual({ ...said, changed: true });
  expect(give({ requestId: 'req_a1', score: 1, app: 'notes' })).toEqual({ ...said, changed: false });
  expect(give({ requestId: 'req_a1', verdict: 'bad' })).toMatchObject({ score: 0, changed: true });
  expect(rows()).toEqual([{ request_id: 'req_a1', source: 'feedback', at: 7, score: 0 }]);
});

test.each(['chatcmpl-req_a1', 'cmpl-req_a1', 'resp_req_a1', 'msg_a1'])(
  'the id of an answer does as well: %s',
  async (requestId) => {
    const { give } = await open();
    expect(give({ requestId, score: 0.5 }).requestId).toBe('req_a1');
  },
);

test.each([
  ['an unknown id', { requestId: 'req_none', score: 1 }, 'not_found', /no request "req_none"/],
  ['the beginning of an id', { requestId: 'req_a', score: 1 }, 'not_found', /no request/],
  ['no id', { requestId: '', score: 1 }, 'not_found', /no request/],
  ['another app', { requestId: 'req_a1', score: 1, app: 'mail' }, 'not_found', /of the app mail/],
  ['no score', { requestId: 'req_a1' }, 'invalid_request', /either a verdict/],
  ['both', { requestId: 'req_a1', score: 1, verdict: 'good' as const }, 'invalid_request', /not both/],
  ['too much', { requestId: 'req_a1', score: 1.01 }, 'invalid_request', /from 0 to 1/],
  ['no number', { requestId: 'req_a1', score: Number.NaN }, 'invalid_request', /from 0 to 1/],
  ['no answer', { requestId: 'req_failed', score: 1 }, 'invalid_request', /no answer/],
])('refuses %s', async (_, input, code, message) => {
  const { give, rows } = await open();
  expect(() => give(input)).toThrow(
    expect.objectContaining({ code, message: expect.stringMatching(message) }),
  );
  expect(rows()).toEqual([]);
});

test('what cannot be judged names the command that tells why', async () => {
  const { give } = await open();
  expect(() => give({ requestId: 'req_failed', score: 1 })).toThrow(
    expect.objectContaining({ hint: 'See what became of it: nearmost why req_failed' }),
  );
});

test('goes with the row it belongs to', async () => {
  const { give, rows, ledger } = await open();
  give({ requestId: 'req_old', verdict: 'good' });
  give({ requestId: 'req_a1', verdict: 'good' });
  expect(await ledger.prune(100)).toBe(1);
  expect(rows()).toMatchObject([{ request_id: 'req_a1' }]);
});
