import { useState } from 'preact/hooks';
import type { ProviderView } from '../../../../src/contract/index.ts';
import { call, type CallError } from '../../api/call.ts';
import { Button } from '../../ui/button.tsx';

interface TryButtonProps {
  provider: ProviderView;
  onTried: () => void;
}

/** Asks one word of a provider, to see that key and address work; costs a fraction of a cent. */
export function TryButton({ provider, onTried }: TryButtonProps) {
  const [said, setSaid] = useState<string>();
  const [busy, setBusy] = useState(false);
  const model = provider.models.find(({ auto }) => auto)?.model ?? provider.models[0]?.model;
  if (model === undefined) return <span class="muted">names no model to try</span>;
  const ask = (): void => {
    setBusy(true);
    setSaid(undefined);
    const body = { model, messages: [{ role: 'user', content: 'Say: ok' }], max_tokens: 16 };
    call('/v1/chat/completions', {
      body,
      headers: { 'x-nearmost-app': 'console', 'x-nearmost-label': 'public' },
    })
      .then(
        () => setSaid('works'),
        (error: CallError) =>
          setSaid(error.hint === undefined ? error.message : `${error.message} ${error.hint}`),
      )
      .finally(() => {
        setBusy(false);
        onTried();
      });
  };
  return (
    <>
      <Button kind="quiet" disabled={busy} onClick={ask}>
        {busy ? 'Asking …' : 'Try it'}
      </Button>
      {said !== undefined && (
        <span class={said === 'works' ? 'said-ok' : 'said-problem'} role="status">
          {said}
        </span>
      )}
    </>
  );
}
