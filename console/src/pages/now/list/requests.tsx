import './requests.css';
import { useEffect, useMemo } from 'preact/hooks';
import type { LedgerEntry } from '../../../../../src/contract/index.ts';
import { useLoad } from '../../../api/use-load.ts';
import { place } from '../../../shell/route.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { PageHead } from '../../../ui/page-head.tsx';
import { MOST_ROWS } from '../live/apply-events.ts';
import { filterOf, fits, hrefOf, pathOf } from '../live/filter.ts';
import { rowOf } from '../live/row.ts';
import { missed, paused, resume, rows, totals } from '../live/watch.ts';
import { Filters } from './filters.tsx';
import { NoRequests } from './no-requests.tsx';
import { returnFocus } from './return-focus.ts';
import { RequestTable } from './request-table.tsx';
import { Totals } from './totals.tsx';

const PAGE = 50;
/** From so many requests a second on nobody reads further than a screen: fewer rows are drawn. */
const BUSY = { perSecond: 20, rows: 50 };

/** The newest requests as they happen, or a page of older ones. */
export function Requests() {
  const filter = filterOf(place.value.query);
  const before = place.value.query.get('before');
  const { data, error } = useLoad<{ requests: LedgerEntry[]; now: number }>(pathOf(filter, before, PAGE));
  const live = before === null ? rows.value.filter((row) => fits(row, filter)) : [];
  const liveIds = new Set(live.map(({ requestId }) => requestId));
  const read = useMemo(() => (data?.requests ?? []).map(rowOf), [data]);
  const older = read.filter(({ requestId }) => !liveIds.has(requestId));
  const most = before === null && totals.value.perSecond > BUSY.perSecond ? BUSY.rows : MOST_ROWS;
  const shown = [...live, ...older].slice(0, most);
  const last = shown.findLast(({ entry }) => entry !== undefined);
  const more = last !== undefined && (data?.requests.length === PAGE || shown.length === most);
  useEffect(returnFocus, [data !== undefined]);
  return (
    <>
      <PageHead
        title="Now"
        about="Every request as it is decided: where it is answered, and what leaves this device."
        side={
          before === null && (
            <Button
              icon={paused.value ? 'now' : 'stop'}
              onClick={() => (paused.value ? resume() : (paused.value = true))}
            >
              {paused.value ? (missed.value > 0 ? `Go on (${missed.value} new)` : 'Go on') : 'Pause'}
            </Button>
          )
        }
      />
      <ErrorNotice error={error} />
      <div class="stack">
        {before === null && <Totals />}
        <Card
          title={before === null ? 'Requests' : 'Older requests'}
          side={<Filters filter={filter} shown={shown} />}
        >
          {shown.length > 0 && <RequestTable rows={shown} />}
          {shown.length === 0 && (data !== undefined || filter.outcome === 'running') && (
            <NoRequests filtered={hrefOf(filter) !== '#/now'} older={before !== null} />
          )}
          {shown.length === 0 && data === undefined && error !== undefined && (
            <Empty title="Requests are shown as soon as Nearmost answers." />
          )}
          {(more || before !== null) && (
            <nav class="requests-pages" aria-label="Pages of requests">
              {before !== null && <a href={hrefOf(filter)}>Newest requests</a>}
              {more && <a href={hrefOf(filter, last.requestId)}>Older requests</a>}
            </nav>
          )}
        </Card>
      </div>
    </>
  );
}
