import { readActions, type Actions } from '../../ledger/actions.ts';
import type { Period } from '../../ledger/aggregate.ts';
import { createSkillTable } from '../../learning/store/skill-table.ts';
import type { Cli } from '../context.ts';
import { withLedger } from '../with-ledger.ts';

/** What apps did, with the names of their skills. */
export function actionsOf(cli: Cli, period: Period): Promise<Actions> {
  return withLedger(cli, (_, database) => {
    const skills = createSkillTable(database).list();
    return readActions(database, new Map(skills.map(({ id, name }) => [id, name])), period);
  });
}
