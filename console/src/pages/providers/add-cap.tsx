import { useState } from 'preact/hooks';
import type { ProviderView } from '../../../../src/contract/index.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Field } from '../../ui/field.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { useChange } from '../../api/use-change.ts';

interface AddCapProps {
  providers: readonly ProviderView[];
  apps: readonly string[];
  onClose: () => void;
  onAdded: () => void;
}

const KINDS = [
  { value: 'monthUsd', words: 'US dollars a month' },
  { value: 'dayUsd', words: 'US dollars a day' },
  { value: 'monthTokens', words: 'tokens a month' },
  { value: 'dayTokens', words: 'tokens a day' },
];
const APP = '(app)';

/** Sets a cap for everything, one app, or one provider. */
export function AddCap({ providers, apps, onClose, onAdded }: AddCapProps) {
  const { busy, error, post } = useChange(onAdded);
  const [whose, setWhose] = useState('budget');
  const [app, setApp] = useState('');
  const [kind, setKind] = useState('monthUsd');
  const [most, setMost] = useState('');
  const prefix = whose === APP ? `apps.${app.trim()}.budget` : whose;
  const set = (event: Event): void => {
    event.preventDefault();
    post('/admin/set', { path: `${prefix}.${kind}`, text: most.trim() });
  };
  return (
    <Dialog title="Set a cap" onClose={onClose}>
      <form class="stack" onSubmit={set}>
        <ErrorNotice error={error} />
        <SelectField
          label="For"
          value={whose}
          onChoose={setWhose}
          options={[
            { value: 'budget', words: 'everything' },
            ...apps.map((name) => ({ value: `apps.${name}.budget`, words: `app ${name}` })),
            ...providers
              .filter(({ key }) => key !== 'none')
              .map(({ id, name }) => ({ value: `providers.${id}.budget`, words: name })),
            { value: APP, words: 'another app …' },
          ]}
        />
        {whose === APP && (
          <Field label="Name of the app" value={app} onInput={setApp}>
            As it names itself in the header x-nearmost-app.
          </Field>
        )}
        <SelectField label="Counted in" value={kind} onChoose={setKind} options={KINDS} />
        <Field
          label="At most"
          value={most}
          onInput={setMost}
          placeholder={kind.endsWith('Usd') ? '5' : '100000'}
        >
          What a call may cost at worst is set aside before it is sent, so the cap is never passed.
        </Field>
        <div class="row">
          <Button
            kind="main"
            type="submit"
            disabled={busy || most.trim() === '' || (whose === APP && app.trim() === '')}
          >
            Set it
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </div>
      </form>
    </Dialog>
  );
}
