import { useState } from 'preact/hooks';
import type { CallError } from '../../../api/call.ts';
import { useChange } from '../../../api/use-change.ts';
import { Button } from '../../../ui/button.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { Ask } from '../../../ui/ask.tsx';

interface GetButtonProps {
  /** A name of the list, `owner/repo`, an address. */
  model: string;
  words: string;
  kind?: 'main' | 'plain';
  /** What a person should know before; asked about first. */
  doubt?: string | undefined;
  disabled?: boolean;
  onBegun: () => void;
}

/** Fetches a model; asks first where it does not fit, and where bytes may cost money. */
export function GetButton({
  model,
  words,
  kind = 'plain',
  doubt,
  disabled = false,
  onBegun,
}: GetButtonProps) {
  const [doubting, setDoubting] = useState(false);
  const [answered, setAnswered] = useState<CallError>();
  const { busy, error, post } = useChange(onBegun);
  const costs = error?.code === 'metered_link' ? error : undefined;
  const get = (acceptMetered: boolean): void => {
    setDoubting(false);
    post('/admin/pull', { model, acceptMetered });
  };
  return (
    <>
      <Button
        kind={kind}
        icon="download"
        disabled={disabled || busy}
        onClick={() => (doubt === undefined ? get(false) : setDoubting(true))}
      >
        {words}
        <span class="hidden-words"> {model}</span>
      </Button>
      {doubting && (
        <Ask
          title={`Get ${model}?`}
          yes="Get it anyway"
          onYes={() => get(false)}
          onNo={() => setDoubting(false)}
        >
          <p>{doubt}</p>
        </Ask>
      )}
      {costs && costs !== answered && (
        <Ask
          title="This connection may cost money"
          yes="Get it, it may cost money"
          onYes={() => get(true)}
          onNo={() => setAnswered(costs)}
        >
          <p>{costs.message} Models are large; wait for another connection if yours is paid by the amount.</p>
        </Ask>
      )}
      {!costs && <ErrorNotice error={error} />}
    </>
  );
}
