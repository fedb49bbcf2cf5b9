import { NearmostError } from '../../contract/errors.ts';
import { defineCommand } from '../command.ts';

/** Explains the whole decision of one request. */
export const command = defineCommand({
  summary: 'explain where a request was answered, and why',
  group: 'Look',
  rank: 10,
  args: [['[request-id]', 'the id, or its beginning; without it, the latest request']],
  examples: [
    ['why', 'the latest request'],
    ['why req_mi8k', 'one request, by the beginning of its id'],
    ['why --json | jq .attempts', 'the same for programs'],
  ],
  async run(cli, { args: [id] }) {
    const { withLedger } = await import('../with-ledger.ts');
    const entry = await withLedger(cli, (ledger) =>
      id === undefined ? ledger.entries({ limit: 1 })[0] : ledger.entry(id),
    );
    if (entry === undefined)
      throw new NearmostError(
        'not_found',
        id === undefined ? 'No request has been answered yet.' : `There is no request "${id}" in the ledger.`,
        {
          hint:
            id === undefined
              ? 'Ask something: nearmost run "wake me at 6:30"'
              : 'The latest one: nearmost why',
        },
      );
    const { renderWhy } = await import('../views/why.ts');
    cli.result(entry);
    cli.say(renderWhy(entry, cli.paint, cli.columns, Date.now()));
  },
});
