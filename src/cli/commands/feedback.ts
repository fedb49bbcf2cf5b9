import { NearmostError } from '../../contract/errors.ts';
import { defineCommand } from '../command.ts';
import { UsageError } from '../show-error.ts';

/** Judges an answer. */
export const command = defineCommand({
  summary: 'say whether an answer was good, so that thresholds follow',
  group: 'Look',
  rank: 15,
  args: [
    ['<request-id>', 'the id, or its beginning; `last` is the latest request'],
    ['<verdict>', 'good, bad, or a score from 0 to 1'],
  ],
  examples: [
    ['feedback req_mi8k good', 'one request, by the beginning of its id'],
    ['feedback last bad', 'the latest one'],
    ['feedback req_mi8k 0.5', 'half right'],
  ],
  async run(cli, { args: [id = '', word = ''] }) {
    const [{ withLedger }, { giveFeedback }, { createVerdicts }] = await Promise.all([
      import('../with-ledger.ts'),
      import('../../ledger/feedback.ts'),
      import('../../ledger/verdicts.ts'),
    ]);
    const score = word === 'good' ? 1 : word === 'bad' ? 0 : word.trim() === '' ? Number.NaN : Number(word);
    if (!(score >= 0 && score <= 1))
      throw new UsageError(`"${word}" is no verdict.`, 'Say good, bad, or a score from 0 to 1.');
    const stored = await withLedger(cli, (ledger, database) => {
      const found = id === 'last' ? ledger.entries({ limit: 1 })[0] : ledger.entry(id);
      if (id === 'last' && found === undefined)
        throw new NearmostError('not_found', 'No request has been answered yet.', {
          hint: 'Ask something: nearmost run "wake me at 6:30"',
        });
      const verdicts = createVerdicts(database, Date.now);
      return giveFeedback(ledger, verdicts, { requestId: found?.requestId ?? id, score });
    });
    cli.result(stored);
    cli.say(`${stored.changed ? 'Noted' : 'Known already'}: ${stored.requestId} was ${word}.`);
  },
});
