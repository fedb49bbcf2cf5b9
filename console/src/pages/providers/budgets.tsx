import { useState } from 'preact/hooks';
import type { CapView, MarketView } from '../../../../src/contract/index.ts';
import { whole } from '../../format/whole.ts';
import { money } from '../../format/words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Meter } from '../../ui/meter.tsx';
import { AddCap } from './add-cap.tsx';
import { capWords } from './cap-words.ts';
import { useChange } from '../../api/use-change.ts';

interface BudgetsProps {
  view: MarketView;
  /** Names of apps that have settings. */
  apps: readonly string[];
  onChange: () => void;
}

const amount = ({ unit }: CapView, value: number): string =>
  unit === 'usd' ? money(value) : `${whole(value)} tokens`;

/** Hard caps on what providers may cost, and how much of each is used. */
export function Budgets({ view, apps, onChange }: BudgetsProps) {
  const { busy, error, post } = useChange(onChange);
  const [adding, setAdding] = useState(false);
  const caps = [...view.caps, ...view.providers.flatMap((provider) => provider.caps)];
  return (
    <Card
      title="Budgets"
      side={
        <Button icon="plus" onClick={() => setAdding(true)}>
          Set a cap
        </Button>
      }
    >
      <ErrorNotice error={error} />
      {caps.length === 0 ? (
        <Empty title="No cap is set.">
          <p>
            A cap is hard: a request that could pass it is answered on this device, or refused with the
            reason.
          </p>
        </Empty>
      ) : (
        <ul class="caps">
          {caps.map((cap) => {
            const share = (cap.used + cap.aside) / Math.max(cap.most, 1e-9);
            const words = `${amount(cap, cap.used)} of ${amount(cap, cap.most)} used`;
            return (
              <li key={cap.path}>
                <div class="cap-head">
                  <strong>{capWords(cap)}</strong>
                  <span>
                    {words}
                    {cap.aside > 0 && (
                      <span class="muted"> · {amount(cap, cap.aside)} set aside for calls under way</span>
                    )}
                  </span>
                  <Button
                    kind="quiet"
                    icon="trash"
                    label={`Remove the cap: ${capWords(cap)}`}
                    disabled={busy}
                    onClick={() => post('/admin/set', { path: cap.path, text: null })}
                  />
                </div>
                <Meter
                  value={share}
                  label={`${capWords(cap)}: ${words}`}
                  level={share >= 1 ? 'bad' : share >= 0.8 ? 'warn' : 'cloud'}
                />
                {share >= 1 && (
                  <p class="cap-full">
                    Used up: requests stay on this device, or are refused, until the {cap.period} ends.
                  </p>
                )}
              </li>
            );
          })}
        </ul>
      )}
      {adding && (
        <AddCap
          providers={view.providers}
          apps={apps}
          onClose={() => setAdding(false)}
          onAdded={() => {
            setAdding(false);
            onChange();
          }}
        />
      )}
    </Card>
  );
}
