import { useState } from 'preact/hooks';
import type { ShownSetting } from '../../../../src/contract/index.ts';
import { useLoad } from '../../api/use-load.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Table } from '../../ui/table.tsx';
import { ownError } from './own-error.ts';

/** Where a value comes from, in words. */
function originWords({ origin, file }: ShownSetting): string {
  if (origin === 'default') return 'default';
  if (origin === 'config.json') return 'stored';
  if (origin === 'environment') return file ?? 'environment';
  if (origin === 'start') return 'given at the start, or counts from the next one';
  return origin === 'flag' ? 'given at the start' : 'project file';
}

/** The settings that hold, read-only, each with its origin. */
export function Settings() {
  const { data, error } = useLoad<{ settings: ShownSetting[] }>('/admin/settings');
  const [all, setAll] = useState(false);
  const settings = data?.settings ?? [];
  const changed = settings.filter(({ origin }) => origin !== 'default');
  const shown = all ? settings : changed;
  return (
    <Card
      title="Settings that hold"
      side={
        data && (
          <Button kind="quiet" expanded={all} onClick={() => setAll(!all)}>
            {all ? 'Only what differs from the defaults' : `All ${settings.length}`}
          </Button>
        )
      }
    >
      <ErrorNotice error={ownError(error)} />
      {data && shown.length === 0 && <p class="muted">All settings have their default values.</p>}
      {shown.length > 0 && (
        <Table
          label="Settings"
          rows={shown}
          keyOf={({ path }) => path}
          columns={[
            {
              head: 'Setting',
              cell: ({ path, about }) => (
                <>
                  <code>{path}</code>
                  <div class="muted small settings-about">{about}</div>
                </>
              ),
            },
            {
              head: 'Value',
              cell: (setting) => (
                <>
                  <div class="settings-value">{setting.value}</div>
                  <div class="muted small">{originWords(setting)}</div>
                </>
              ),
            },
          ]}
        />
      )}
      <p class="muted small">
        Change one in a terminal: <code>nearmost config set &lt;setting&gt; &lt;value&gt;</code>
      </p>
    </Card>
  );
}
