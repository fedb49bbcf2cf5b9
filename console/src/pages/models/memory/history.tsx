import type { MemoryEvent } from '../../../../../src/contract/index.ts';
import { clock } from '../../../format/words.ts';
import { Card } from '../../../ui/card.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Table } from '../../../ui/table.tsx';
import { eventWords } from './event-words.ts';

/** Rows shown before a person asks for more. */
const FEW = 12;

/** What came into memory and went, newest first, and why. */
export function History({
  events,
  now,
  all,
  onAll,
}: {
  events: readonly MemoryEvent[];
  now: number;
  all: boolean;
  onAll: () => void;
}) {
  const rows = (all ? events : events.slice(0, FEW)).map((event, at) => ({
    ...eventWords(event),
    key: `${event.at} ${events.length - at}`,
    at: event.at,
    model: event.model,
  }));
  return (
    <Card title="What came and went">
      {rows.length === 0 ? (
        <Empty title="Nothing was loaded since Nearmost started.">
          <p>Each time a model enters or leaves memory, it is noted here with the reason.</p>
        </Empty>
      ) : (
        <>
          <Table
            label="Models that came into memory and left"
            rows={rows}
            keyOf={({ key }) => key}
            columns={[
              { head: 'When', cell: ({ at }) => clock(at, now) },
              { head: 'Model', cell: ({ model }) => model },
              {
                head: 'What, and why',
                cell: ({ what, why }) => (
                  <>
                    {what}
                    <div class="muted small">{why}</div>
                  </>
                ),
              },
            ]}
          />
          {!all && events.length > FEW && (
            <button type="button" class="link" onClick={onAll}>
              Show all {events.length}
            </button>
          )}
        </>
      )}
    </Card>
  );
}
