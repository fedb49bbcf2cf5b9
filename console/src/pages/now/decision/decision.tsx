import './decision.css';
import { useEffect, useRef } from 'preact/hooks';
import type { LedgerEntry } from '../../../../../src/contract/index.ts';
import { useLoad } from '../../../api/use-load.ts';
import { Card } from '../../../ui/card.tsx';
import { Command } from '../../../ui/command.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { cameFromList } from '../list/return-focus.ts';
import { rows } from '../live/watch.ts';
import { Candidates } from './candidates.tsx';
import { Figures } from './figures.tsx';
import { Gone } from './gone.tsx';
import { Headline } from './headline.tsx';
import { Notes } from './notes.tsx';
import { Timeline } from './timeline.tsx';
import { UnderWay } from './under-way.tsx';

/** The whole decision of one request: what was considered, tried and ruled out, and what came of it. */
export function Decision({ requestId }: { requestId: string }) {
  const row = rows.value.find((each) => each.requestId === requestId);
  const running = row !== undefined && row.entry === undefined;
  const { data, error } = useLoad<LedgerEntry>(
    row === undefined ? `/admin/requests/${encodeURIComponent(requestId)}` : undefined,
  );
  const last = useRef<LedgerEntry | undefined>(undefined);
  // under load the row leaves the list while somebody reads
  last.current = row?.entry ?? data ?? last.current;
  const entry = last.current;
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => head.current?.focus(), [requestId]);
  const back = (event: MouseEvent): void => {
    if (!cameFromList(requestId)) return;
    event.preventDefault();
    history.back();
  };
  return (
    <>
      <header class="decision-head">
        <a href="#/now" onClick={back}>
          All requests
        </a>
        <h1 ref={head} tabIndex={-1}>
          One request
        </h1>
      </header>
      {error?.status === 404 ? <Gone requestId={requestId} /> : <ErrorNotice error={error} />}
      {running && row && <UnderWay row={row} />}
      {entry && (
        <div class="stack">
          <Headline entry={entry} />
          <Figures entry={entry} />
          <Timeline entry={entry} />
          <Candidates entry={entry} />
          <Notes entry={entry} />
          <Card title="The same in the terminal">
            <Command text={`nearmost why ${entry.requestId}`} />
          </Card>
        </div>
      )}
    </>
  );
}
