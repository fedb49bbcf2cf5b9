import type { ProviderView } from '../../../../src/contract/index.ts';
import { useChange } from '../../api/use-change.ts';
import { Ask } from '../../ui/ask.tsx';

interface RemoveKeyProps {
  provider: ProviderView;
  onClose: () => void;
  onRemoved: () => void;
}

/** Asks before a key is forgotten. */
export function RemoveKey({ provider, onClose, onRemoved }: RemoveKeyProps) {
  const { busy, error, post } = useChange(onRemoved);
  return (
    <Ask
      title={`Remove the key for ${provider.name}?`}
      yes="Remove it"
      no="Keep it"
      danger
      busy={busy}
      error={error}
      onYes={() => post('/admin/keys/remove', { provider: provider.id })}
      onNo={onClose}
    >
      <p>
        Nearmost forgets it at once and asks {provider.name} no more. The key itself stays valid until you
        delete it with {provider.name}.
      </p>
    </Ask>
  );
}
