import type { LedgerEntry } from '../../../../../src/contract/index.ts';
import { OUTCOME_WORDS } from '../../../format/words.ts';
import { Card } from '../../../ui/card.tsx';
import { PlaceBadge } from '../../../ui/place-badge.tsx';
import { Table } from '../../../ui/table.tsx';

/** Every model that was considered, with what spoke for or against it. */
export function Candidates({ entry }: { entry: LedgerEntry }) {
  const rows = [
    ...entry.attempts.map(({ model, place, outcome, detail }) => ({
      model,
      place,
      state: OUTCOME_WORDS[outcome],
      reason: detail,
    })),
    ...entry.rejected.map(({ model, place, reason }) => ({ model, place, state: 'ruled out', reason })),
  ].map((row, at) => ({ ...row, at }));
  if (rows.length === 0) return null;
  return (
    <Card title="Considered">
      <Table
        label="Models that were considered"
        rows={rows}
        keyOf={({ at }) => String(at)}
        columns={[
          { head: 'Model', cell: ({ model }) => model },
          { head: 'Where', cell: ({ place }) => <PlaceBadge where={place} /> },
          { head: 'Outcome', cell: ({ state }) => state },
          { head: 'Because', cell: ({ reason }) => reason },
        ]}
      />
    </Card>
  );
}
