import { useState } from 'preact/hooks';
import type { ProviderView } from '../../../../src/contract/index.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Table } from '../../ui/table.tsx';
import { AddKey } from './add-key.tsx';
import { RemoveKey } from './remove-key.tsx';
import type { Status } from './status.ts';
import { TryButton } from './try-button.tsx';

interface KeysProps {
  providers: readonly ProviderView[];
  settings: Status['settings'];
  onChange: () => void;
}

const KEY_WORDS: Record<ProviderView['key'], string> = {
  config: 'stored here',
  environment: 'from the environment',
  none: 'none',
  unneeded: 'not needed',
};

/** How a provider stands, in a sentence. */
function standing({ obstacle, breaker }: ProviderView): string {
  if (obstacle !== null) return obstacle;
  return breaker === 'half_open' ? 'tried again with the next request' : 'ready';
}

/** The keys of providers: whether there is one, never the key itself. */
export function Keys({ providers, settings, onChange }: KeysProps) {
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<ProviderView>();
  const open = providers.filter(({ key }) => key !== 'none');
  return (
    <Card
      title="Keys"
      side={
        <Button kind={open.length === 0 ? 'main' : 'plain'} icon="plus" onClick={() => setAdding(true)}>
          Add a key
        </Button>
      }
    >
      {open.length === 0 ? (
        <Empty title="No provider has a key, so everything is answered on this device.">
          <p>A key is a password that a provider gives you. It lets Nearmost ask its models at your cost.</p>
        </Empty>
      ) : (
        <Table
          label="Providers with a key"
          rows={open}
          keyOf={({ id }) => id}
          columns={[
            { head: 'Provider', cell: ({ name, near }) => (near ? `${name} (own network)` : name) },
            { head: 'Key', cell: ({ key }) => KEY_WORDS[key] },
            { head: 'State', cell: standing },
            {
              head: 'Change',
              cell: (provider) => (
                <div class="row">
                  <TryButton provider={provider} onTried={onChange} />
                  {provider.key === 'config' && (
                    <Button
                      kind="quiet"
                      icon="trash"
                      label={`Remove the key for ${provider.name}`}
                      onClick={() => setRemoving(provider)}
                    />
                  )}
                </div>
              ),
            },
          ]}
        />
      )}
      {adding && (
        <AddKey
          providers={providers}
          label={settings.label}
          onClose={() => setAdding(false)}
          onAdded={() => {
            setAdding(false);
            onChange();
          }}
        />
      )}
      {removing && (
        <RemoveKey
          provider={removing}
          onClose={() => setRemoving(undefined)}
          onRemoved={() => {
            setRemoving(undefined);
            onChange();
          }}
        />
      )}
    </Card>
  );
}
