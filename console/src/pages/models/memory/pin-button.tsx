import { useChange } from '../../../api/use-change.ts';
import { Button } from '../../../ui/button.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { shortName } from '../words.ts';

interface PinButtonProps {
  model: string;
  pinned: boolean;
  onChange: () => void;
}

/** Lets a model stay in memory once it is there. */
export function PinButton({ model, pinned, onChange }: PinButtonProps) {
  const { busy, error, post } = useChange(onChange);
  return (
    <>
      <Button
        icon="pin"
        pressed={pinned}
        disabled={busy}
        onClick={() => post('/admin/pin', { model, on: !pinned })}
      >
        {pinned ? 'Pinned' : 'Pin'}
        <span class="hidden-words"> {shortName(model)}</span>
      </Button>
      <ErrorNotice error={error} />
    </>
  );
}
