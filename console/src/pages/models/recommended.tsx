import './recommended.css';
import type { CatalogRow, CatalogView, PullStatus } from '../../../../src/contract/index.ts';
import { bytes } from '../../format/words.ts';
import { Icon } from '../../ui/icon.tsx';
import { Fit } from './find/fit.tsx';
import { doubtWords } from './find/fit-words.ts';
import { GetButton } from './pulls/get-button.tsx';
import { isUnderWay } from './pulls/pull-words.ts';
import { speedWords } from './words.ts';

interface RecommendedProps {
  view: CatalogView;
  pulls: readonly PullStatus[];
  onBegun: () => void;
}

/** Tokens a second at which people read. */
const READING_PACE = 4;

/** Why it is the one. */
function whyWords({ tokensPerSecond }: CatalogRow): string {
  if (tokensPerSecond === null) return 'the strongest for conversation that fits here';
  return tokensPerSecond >= READING_PACE
    ? 'the strongest for conversation that fits here and writes about as fast as you read'
    : 'the quickest for conversation that fits here; stronger ones would be slower still';
}

/** The one model that most people should take on this machine, and why. */
export function Recommended({ view, pulls, onBegun }: RecommendedProps) {
  const { recommended: row, device } = view;
  if (row === null)
    return (
      <section class="recommended" aria-label="Recommended">
        <h2>No model of the list fits this machine</h2>
        <p class="muted">
          It has {bytes(device.totalBytes)} of memory, {bytes(device.freeBytes)} free just now; models may use{' '}
          {bytes(device.budgetBytes)}. The small model that comes with Nearmost works nevertheless; close
          other programs or let models use more (setting memory.budget), and look again.
        </p>
      </section>
    );
  const pull = pulls.find(({ model }) => model === row.name);
  return (
    <section class="recommended" aria-label="Recommended">
      <Icon name="models" />
      <div class="recommended-words">
        <p class="muted small">Recommended for this machine</p>
        <h2>
          {row.name} <Fit row={row} />
        </h2>
        <p>{row.about}</p>
        <p class="muted small">
          Why this one: {whyWords(row)}. It takes about {bytes(row.needBytes)} of memory
          <span class="method">estimated</span>, {bytes(device.freeBytes)} is free
          <span class="method">measured</span>
          {row.tokensPerSecond !== null && (
            <>
              , and writes about {speedWords(row.tokensPerSecond)}
              <span class="method">estimated</span>
            </>
          )}
          {row.here === null
            ? `. ${bytes(row.bytes)} to fetch, licence ${row.licence}.`
            : '. You have it: requests that it can do are answered here.'}
        </p>
      </div>
      {row.here === null && !(pull && isUnderWay(pull)) && (
        <GetButton
          model={row.name}
          words={pull && pull.bytes > 0 && pull.state !== 'done' ? 'Go on' : `Get it, ${bytes(row.bytes)}`}
          kind="main"
          doubt={doubtWords(row)}
          onBegun={onBegun}
        />
      )}
    </section>
  );
}
