import type { ShareReport } from '../../../../src/contract/index.ts';
import { href } from '../../shell/route.ts';
import { Card } from '../../ui/card.tsx';
import { Command } from '../../ui/command.tsx';
import { Empty } from '../../ui/empty.tsx';

/** A fresh machine, or days in which nobody asked. */
export function NothingYet({ report }: { report: ShareReport }) {
  if (report.firstAt !== null)
    return (
      <Card>
        <Empty
          title={`No request ${report.app === null ? '' : `of ${report.app} `}in the last ${report.days} days.`}
        >
          <p>Choose a longer period, or another app.</p>
        </Empty>
      </Card>
    );
  return (
    <Card>
      <Empty title="Nothing was asked yet.">
        <p>
          As soon as something is, you see here how much of it this device answered by itself, how good that
          was, and what it saved.
        </p>
        <p>
          <a href={href('chat')}>Ask something</a>, or point an app here: give it this address instead of its
          provider’s.
        </p>
        <div class="share-address">
          <Command label="Address for apps" text={`${location.origin}/v1`} />
        </div>
      </Empty>
    </Card>
  );
}
