import type { Settings } from '../../../../../src/contract/index.ts';
import { useLoad } from '../../../api/use-load.ts';
import { Card } from '../../../ui/card.tsx';
import { Empty } from '../../../ui/empty.tsx';

/** A request that the ledger does not have. */
export function Gone({ requestId }: { requestId: string }) {
  const { data } = useLoad<{ settings: Pick<Settings, 'ledger'> }>('/admin/status');
  const days = data?.settings.ledger.retentionDays;
  return (
    <Card>
      <Empty title="This request is not in the ledger any more.">
        <p>
          Rows are deleted after {days ?? 'so many'} days (<code>ledger.retentionDays</code>), so it was
          cleaned away, is still under way, or was never made on this device:{' '}
          <span class="decision-id">{requestId}</span>
        </p>
      </Empty>
    </Card>
  );
}
