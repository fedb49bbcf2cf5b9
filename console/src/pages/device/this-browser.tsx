import { useState } from 'preact/hooks';
import { leave } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';

/** This browser's access to the console, and the way to end it. */
export function ThisBrowser() {
  const [busy, setBusy] = useState(false);
  const end = (): void => {
    setBusy(true);
    void leave();
  };
  return (
    <Card
      title="This browser"
      side={
        <Button disabled={busy} onClick={end}>
          Disconnect it
        </Button>
      }
    >
      <p>
        It may look into this console for 30 days after it opened a link. Once disconnected it needs a new
        one: <code>nearmost console</code>. Its conversations stay in it.
      </p>
    </Card>
  );
}
