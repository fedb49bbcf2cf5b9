import type { HereModel } from '../../../../../src/contract/index.ts';
import { useChange } from '../../../api/use-change.ts';
import { bytes } from '../../../format/words.ts';
import { Ask } from '../../../ui/ask.tsx';
import { shortName } from '../words.ts';

interface RemoveQuestionProps {
  model: HereModel;
  onClose: () => void;
  onRemoved: () => void;
}

/** Asks before a model is deleted, and says what will be gone. */
export function RemoveQuestion({ model, onClose, onRemoved }: RemoveQuestionProps) {
  const { busy, error, post } = useChange(onRemoved);
  const id = shortName(model.model);
  return (
    <Ask
      title={`Remove ${id}?`}
      yes="Remove it"
      danger
      busy={busy}
      error={error}
      onYes={() => post('/admin/remove', { model: model.model })}
      onNo={onClose}
    >
      <p>
        {model.origin === 'in-place'
          ? 'Nearmost forgets it. Your file stays where it lies.'
          : `Its ${bytes(model.bytes)} are deleted from this device. To use it again it has to be fetched again.`}{' '}
        Apps that ask for it by name are told that it is gone.
      </p>
    </Ask>
  );
}
