import type { ForgetScope } from '../../contract/index.ts';
import { askChoice } from '../ask.ts';
import type { CommandSpec } from '../command.ts';
import { count } from '../format.ts';
import { UsageError } from '../show-error.ts';
import { withLearner } from './with-learner.ts';

function scopeOf({ app, skill, request }: Record<string, unknown>): ForgetScope {
  const scopes: ForgetScope[] = [
    ...(typeof app === 'string' ? [{ app }] : []),
    ...(typeof skill === 'string' ? [{ skill }] : []),
    ...(typeof request === 'string' ? [{ request }] : []),
  ];
  const [scope] = scopes;
  if (scope === undefined || scopes.length > 1)
    throw new UsageError(
      'Exactly one of --app, --skill and --request says what to forget.',
      'For example: nearmost learn forget --app mail-triage',
    );
  return scope;
}

const wordsOf = (scope: ForgetScope): string =>
  'app' in scope
    ? `everything learned from the app ${scope.app}`
    : 'skill' in scope
      ? `the skill ${scope.skill}`
      : `what came from the request ${scope.request}`;

export const forget: CommandSpec = {
  summary: 'delete examples, and every student that learned from them',
  options: [
    { flags: '--app <name>', words: 'all of an app' },
    { flags: '--skill <skill>', words: 'all of a skill' },
    { flags: '--request <request-id>', words: 'one request' },
    { flags: '--yes', words: 'do not ask' },
  ],
  examples: [
    ['learn forget --app mail-triage', 'asks first; nothing of it comes back'],
    ['learn forget --request req_mi8k --yes', 'one request, and the students that saw it'],
  ],
  async run(cli, { options }) {
    const scope = scopeOf(options);
    const words = wordsOf(scope);
    if (options['yes'] !== true) {
      if (!cli.interactive)
        throw new UsageError(
          `Forgetting cannot be undone: confirm it with --yes to delete ${words}.`,
          'See what there is: nearmost learn status',
        );
      const answer = await askChoice(
        `Delete ${words}, with every student that learned from it?`,
        [
          { value: 'no', label: 'No, keep it' },
          { value: 'yes', label: 'Yes, delete it', hint: 'it does not come back' },
        ],
        'no',
      );
      if (answer === 'no') {
        cli.say('Nothing was deleted.');
        return;
      }
    }
    const done = await withLearner(cli, (learner) => learner.forget(scope));
    cli.result({ ...scope, ...done });
    cli.say(
      `Forgotten: ${count(done.examples, 'example')} and ${count(done.students, 'student')}. Their text is no longer in the database.`,
    );
    if ('app' in scope)
      cli.note(
        cli.paint.dim(
          `If consent is still given, new requests are kept: nearmost learn off --app ${scope.app}`,
        ),
      );
  },
};
