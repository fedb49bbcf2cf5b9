import './catalog-item.css';
import type { CatalogRow, PullStatus } from '../../../../../src/contract/index.ts';
import { bytes } from '../../../format/words.ts';
import { GetButton } from '../pulls/get-button.tsx';
import { isUnderWay } from '../pulls/pull-words.ts';
import { JOB_WORDS } from '../words.ts';
import { Fit } from './fit.tsx';
import { doubtWords, hindrance } from './fit-words.ts';

interface CatalogItemProps {
  row: CatalogRow;
  pull: PullStatus | undefined;
  onBegun: () => void;
}

/** A model of the list: what it is good for, whether it fits, and the button that fetches it. */
export function CatalogItem({ row, pull, onBegun }: CatalogItemProps) {
  const { name, about, jobs, bytes: size, licence, reason, here } = row;
  const stop = hindrance(row);
  return (
    <li class="catalog-item" aria-label={name}>
      <div>
        <div class="catalog-name">
          <h3>{name}</h3>
          <Fit row={row} />
          <span class="muted small">{jobs.map((job) => JOB_WORDS[job]).join(', ')}</span>
        </div>
        <p>{about}</p>
        <p class="muted small">
          {bytes(size)} to fetch · licence {licence}. {reason}
          {stop !== undefined && stop !== reason && ` ${stop}`}
        </p>
      </div>
      {here === null &&
        (pull && isUnderWay(pull) ? (
          <span class="muted">is coming</span>
        ) : (
          <GetButton
            model={name}
            words={pull && pull.state !== 'done' && pull.bytes > 0 ? 'Go on' : 'Get'}
            doubt={doubtWords(row)}
            disabled={stop !== undefined}
            onBegun={onBegun}
          />
        ))}
    </li>
  );
}
