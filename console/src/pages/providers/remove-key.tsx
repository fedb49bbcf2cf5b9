import type { ProviderView } from '../../../../src/contract/index.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { useChange } from '../../api/use-change.ts';

interface RemoveKeyProps {
  provider: ProviderView;
  onClose: () => void;
  onRemoved: () => void;
}

/** Asks before a key is forgotten. */
export function RemoveKey({ provider, onClose, onRemoved }: RemoveKeyProps) {
  const { busy, error, post } = useChange(onRemoved);
  return (
    <Dialog title={`Remove the key for ${provider.name}?`} onClose={onClose}>
      <div class="stack">
        <ErrorNotice error={error} />
        <p>
          Nearmost forgets it at once and asks {provider.name} no more. The key itself stays valid until you
          delete it with {provider.name}.
        </p>
        <div class="row">
          <Button
            kind="danger"
            disabled={busy}
            onClick={() => post('/admin/keys/remove', { provider: provider.id })}
          >
            Remove it
          </Button>
          <Button onClick={onClose}>Keep it</Button>
        </div>
      </div>
    </Dialog>
  );
}
