import { SelectField } from '../../../ui/select-field.tsx';
import { hrefOf, type Filter } from '../live/filter.ts';
import type { Row } from '../live/row.ts';

const PLACES = [
  { value: '', words: 'Everywhere' },
  { value: 'local', words: 'This device' },
  { value: 'cloud', words: 'Cloud' },
];
const OUTCOMES = [
  { value: '', words: 'Everything' },
  { value: 'running', words: 'Under way' },
  { value: 'answered', words: 'Answered' },
  { value: 'handed_over', words: 'Handed over' },
  { value: 'error', words: 'Failed or refused' },
  { value: 'cancelled', words: 'Cancelled' },
];

/** Apps that were seen since the page was opened: the choice does not shrink when one is chosen. */
const seen = new Set<string>();

/** What is shown. */
export function Filters({ filter, shown }: { filter: Filter; shown: readonly Row[] }) {
  for (const { app } of shown) if (seen.size < 200) seen.add(app);
  if (filter.app !== '') seen.add(filter.app);
  const choose = (change: Partial<Filter>): void => {
    location.hash = hrefOf({ ...filter, ...change });
  };
  return (
    <div class="requests-filters">
      <SelectField
        label="App"
        value={filter.app}
        options={[
          { value: '', words: 'All apps' },
          ...[...seen].toSorted().map((app) => ({ value: app, words: app })),
        ]}
        onChoose={(app) => choose({ app })}
      />
      <SelectField
        label="Where"
        value={filter.place}
        options={PLACES}
        onChoose={(place) => choose({ place: place as Filter['place'] })}
      />
      <SelectField
        label="Outcome"
        value={filter.outcome}
        options={OUTCOMES}
        onChoose={(outcome) => choose({ outcome: outcome as Filter['outcome'] })}
      />
    </div>
  );
}
