import { useState } from 'preact/hooks';
import type { Label, ProviderView } from '../../../../src/contract/index.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Field } from '../../ui/field.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { useChange } from '../../api/use-change.ts';

interface AddKeyProps {
  providers: readonly ProviderView[];
  /** What requests without a mark are now. */
  label: Label;
  onClose: () => void;
  onAdded: () => void;
}

const OWN = '(own)';

/** Takes the key of a provider. It is sent once and never shown again. */
export function AddKey({ providers, label, onClose, onAdded }: AddKeyProps) {
  const { busy, error, post } = useChange(onAdded);
  const [id, setId] = useState(providers.find(({ key }) => key === 'none')?.id ?? OWN);
  const [own, setOwn] = useState({ name: '', baseUrl: '', model: '' });
  const [key, setKey] = useState('');
  const [stated, setStated] = useState(label === 'public' ? 'public' : 'personal');
  const provider = providers.find((one) => one.id === id);
  const isOwn = id === OWN;
  const ready = isOwn ? own.name !== '' && own.baseUrl !== '' : key !== '';
  const add = (event: Event): void => {
    event.preventDefault();
    const named = isOwn
      ? { provider: own.name, baseUrl: own.baseUrl, ...(own.model === '' ? {} : { model: own.model }) }
      : { provider: id };
    post('/admin/keys', { ...named, key: key.trim(), ...(stated === label ? {} : { label: stated }) });
  };
  return (
    <Dialog title="Add a key" onClose={onClose}>
      <form class="stack" onSubmit={add}>
        <ErrorNotice error={error} />
        <SelectField
          label="Provider"
          value={id}
          onChoose={setId}
          options={[
            ...providers
              .filter((one) => one.key === 'none' || one.key === 'config')
              .map((one) => ({ value: one.id, words: one.name })),
            { value: OWN, words: 'A server of my own, or one that is not listed' },
          ]}
        />
        {isOwn && (
          <>
            <Field
              label="Name"
              value={own.name}
              onInput={(name) => setOwn({ ...own, name })}
              placeholder="box"
            >
              Small letters and digits; you call its models by it.
            </Field>
            <Field
              label="Address"
              value={own.baseUrl}
              onInput={(baseUrl) => setOwn({ ...own, baseUrl })}
              placeholder="http://192.168.0.5:8000/v1"
            >
              Of a server that speaks OpenAI’s dialect, with its version at the end.
            </Field>
            <Field label="Model" value={own.model} onInput={(model) => setOwn({ ...own, model })}>
              The one to ask, as that server names it.
            </Field>
          </>
        )}
        <Field label="Key" type="password" value={key} onInput={setKey}>
          {provider ? (
            <>
              Get one at{' '}
              <a href={provider.keyPage} target="_blank" rel="noopener noreferrer">
                {URL.parse(provider.keyPage)?.host ?? provider.keyPage}
              </a>
              . It is kept in a file that only you can read, and never shown again.
            </>
          ) : (
            'Leave it empty where the server wants none.'
          )}
        </Field>
        <div>
          <h3>What may go there?</h3>
          <p class="muted">Requests that this device cannot answer well enough, and of those:</p>
        </div>
        <Choice
          label="What may go there?"
          value={stated}
          onChoose={setStated}
          options={[
            { value: 'personal', title: 'Only what is marked as public' },
            { value: 'public', title: 'What is not marked too; personal and secret requests never' },
          ]}
        />
        <div class="row">
          <Button kind="main" type="submit" disabled={busy || !ready}>
            Store the key
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </div>
      </form>
    </Dialog>
  );
}
