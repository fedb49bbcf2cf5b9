import { href } from '../../../shell/route.ts';
import { Command } from '../../../ui/command.tsx';
import { Empty } from '../../../ui/empty.tsx';

/** Why there are no rows, and how they come. */
export function NoRequests({ filtered, older }: { filtered: boolean; older: boolean }) {
  if (filtered)
    return (
      <Empty title={older ? 'No older request fits this choice.' : 'No request fits this choice.'}>
        <p>
          <a href="#/now">Show all of them</a>
        </p>
      </Empty>
    );
  if (older)
    return (
      <Empty title="There are no older requests.">
        <p>
          What came before was never asked, or its row was deleted after the time that the ledger is kept.
        </p>
      </Empty>
    );
  return (
    <Empty title="Nothing was asked yet.">
      <p>
        <a href={href('chat')}>Ask something</a>, or point an app at this address, and see each request here
        as it is decided.
      </p>
      <div class="requests-address">
        <Command label="Address for apps" text={`${location.origin}/v1`} />
      </div>
    </Empty>
  );
}
