import type { Estimate, Figure, ShareReport } from '../../../../src/contract/index.ts';
import { bytes, duration, percent } from '../../format/words.ts';
import { href } from '../../shell/route.ts';
import { Card } from '../../ui/card.tsx';
import { Table } from '../../ui/table.tsx';
import { whole } from '../../format/whole.ts';
import { sum } from '../../format/sum.ts';
import { intervalWords } from './words.ts';

const told = ({ value }: Figure, words: (value: number) => string): string =>
  value === null ? '–' : words(value);

/** A share, and beneath it where it lies and of how many it is. */
function Judged({ of }: { of: Estimate | null }) {
  if (of === null) return '–';
  return (
    <>
      {percent(of.value)}
      <small class="share-small">
        {intervalWords(of)} of {whole(of.n)}
      </small>
    </>
  );
}

/** A sum, and beneath it what it would have been with the cloud alone. */
function Beside({ own, cloud, words }: { own: Figure; cloud: Figure; words: (value: number) => string }) {
  return (
    <>
      {told(own, words)}
      <small class="share-small">/ {told(cloud, words)}</small>
    </>
  );
}

/** What the owner wants of an app. */
function Wanted({ of }: { of: ShareReport['targets'][number] | undefined }) {
  const { localShare, qualityFloor } = of ?? {};
  if (localShare === undefined && qualityFloor === undefined) return '–';
  return (
    <>
      {localShare !== undefined && `${percent(localShare)} here`}
      {qualityFloor !== undefined && <small class="share-small">{percent(qualityFloor)} good</small>}
    </>
  );
}

/** The same by app, with what the owner wants of each. */
export function ByApp({ report }: { report: ShareReport }) {
  const { byApp, targets } = report;
  const days = report.days;
  return (
    <Card title="By app">
      <div class="share-apps">
        <Table
          label="Local share, quality, money and time by app"
          rows={byApp}
          keyOf={({ app }) => app}
          columns={[
            {
              head: 'App',
              cell: ({ app }) => (
                <a href={`${href('share')}?${new URLSearchParams({ days: String(days), app })}`}>{app}</a>
              ),
            },
            { head: 'Requests', number: true, cell: ({ requests }) => whole(requests) },
            { head: 'Answered here', number: true, cell: ({ localShare }) => <Judged of={localShare} /> },
            {
              head: 'Target',
              cell: ({ app }) => <Wanted of={targets.find((each) => each.app === app)} />,
            },
            { head: 'Teacher agrees', number: true, cell: ({ teacher }) => <Judged of={teacher} /> },
            { head: 'People say good', number: true, cell: ({ people }) => <Judged of={people} /> },
            {
              head: 'Paid / cloud alone',
              number: true,
              cell: ({ costUsd, cloudOnlyUsd }) => <Beside own={costUsd} cloud={cloudOnlyUsd} words={sum} />,
            },
            {
              head: 'Waited / cloud alone',
              number: true,
              cell: ({ waitedMs, cloudOnlyMs }) => (
                <Beside own={waitedMs} cloud={cloudOnlyMs} words={duration} />
              ),
            },
            { head: 'Left this device', number: true, cell: ({ egressBytes }) => told(egressBytes, bytes) },
          ]}
        />
      </div>
      <p class="share-note">
        Requests, shares, times and bytes are measured; money and everything “cloud alone” is estimated.
        Ranges: 95 % certainty ({report.interval.replace('95 %, ', '')}).
      </p>
      {targets.length > 0 && (
        <ul class="share-note">
          {targets.map(({ app, threshold, why }) => (
            <li key={app}>
              <strong>{app}</strong>: an answer is served from here when it is at least {percent(threshold)}{' '}
              likely to be right{why === '' ? '.' : ` (${why}).`}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
