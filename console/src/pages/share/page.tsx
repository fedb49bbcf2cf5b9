import './page.css';
import { useEffect, useRef } from 'preact/hooks';
import type { ShareReport } from '../../../../src/contract/index.ts';
import { useLoad } from '../../api/use-load.ts';
import { place } from '../../shell/route.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { ByApp } from './by-app.tsx';
import { Controls } from './controls.tsx';
import { LocalShare } from './local-share.tsx';
import { Money } from './money.tsx';
import { NothingYet } from './nothing-yet.tsx';
import { Quality } from './quality.tsx';
import { Time } from './time.tsx';

const AGAIN_MS = 60_000;

/** What was chosen, from the address: `#/share?days=7&app=mail`. */
function pathOf(query: URLSearchParams): string {
  const asked = new URLSearchParams({ days: query.get('days') ?? '30' });
  const app = query.get('app');
  if (app !== null) asked.set('app', app);
  return `/admin/share?${asked}`;
}

/** How much of the work stays here, how good it is, and what that saves. */
export function Page() {
  const { data, error, reload } = useLoad<ShareReport>(pathOf(place.value.query));
  const last = useRef(data);
  // what was shown stays until what was chosen is here
  if (data) last.current = data;
  const report = last.current;
  useEffect(() => {
    const timer = setInterval(() => document.hidden || reload(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [reload]);
  return (
    <>
      <PageHead
        title="Share"
        about="How much of the work stays on this device, how good the answers are, and what that saves."
        side={report && report.firstAt !== null && <Controls report={report} />}
      />
      <ErrorNotice error={error} />
      {report && (
        <div class="stack" aria-busy={data === undefined && error === undefined}>
          {report.all.requests === 0 ? (
            <NothingYet report={report} />
          ) : (
            <>
              <LocalShare report={report} />
              <Quality report={report} />
              <div class="share-pair">
                <Money report={report} />
                <Time report={report} />
              </div>
              <ByApp report={report} />
            </>
          )}
        </div>
      )}
    </>
  );
}
