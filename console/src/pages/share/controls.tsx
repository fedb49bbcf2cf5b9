import './controls.css';
import type { ShareReport } from '../../../../src/contract/index.ts';
import { place } from '../../shell/route.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField } from '../../ui/select-field.tsx';

const PERIODS = [7, 30, 90];

/** Goes to the same page with another choice; the browser's back button takes it back. */
function choose(changes: Record<string, string | undefined>): void {
  const query = new URLSearchParams(place.value.query);
  for (const [name, value] of Object.entries(changes))
    if (value === undefined) query.delete(name);
    else query.set(name, value);
  location.hash = `#/share?${query}`;
}

/** Which days, and of which app. */
export function Controls({ report }: { report: ShareReport }) {
  const days = Number(place.value.query.get('days') ?? 30);
  const app = place.value.query.get('app') ?? '';
  const apps = [...new Set([...report.seen, ...(app === '' ? [] : [app])])];
  return (
    <div class="share-controls">
      <SelectField
        label="App"
        value={app}
        options={[{ value: '', words: 'All apps' }, ...apps.map((name) => ({ value: name, words: name }))]}
        onChoose={(name) => choose({ app: name === '' ? undefined : name })}
      />
      <div class="share-periods" role="group" aria-label="Period">
        {PERIODS.map((each) => (
          <Button key={each} pressed={each === days} onClick={() => choose({ days: String(each) })}>
            {each} days
          </Button>
        ))}
      </div>
    </div>
  );
}
