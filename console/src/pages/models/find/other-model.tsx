import { useState } from 'preact/hooks';
import type { LookedUp, PullStatus } from '../../../../../src/contract/index.ts';
import { useLoad } from '../../../api/use-load.ts';
import { bytes } from '../../../format/words.ts';
import { Button } from '../../../ui/button.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { GetButton } from '../pulls/get-button.tsx';
import { isUnderWay } from '../pulls/pull-words.ts';
import { Fit } from './fit.tsx';
import { doubtWords, hindrance } from './fit-words.ts';

interface OtherModelProps {
  /** As typed: a hub id or an address. */
  name: string;
  hub: string;
  pulls: readonly PullStatus[];
  onBegun: () => void;
}

/** A model outside the list: looked up when a person says so, then fetched. */
export function OtherModel({ name, hub, pulls, onBegun }: OtherModelProps) {
  const [asked, setAsked] = useState<string>();
  const looking = asked === name;
  const { data, error, reload } = useLoad<LookedUp>(
    looking ? `/admin/look?model=${encodeURIComponent(name)}` : undefined,
  );
  const where = name.startsWith('http') ? 'that address' : hub;
  const row = data && { ...data, usable: true, here: null };
  const stop = row && hindrance(row);
  const pull = pulls.find(({ model }) => model === data?.model);
  return (
    <li class="catalog-item" aria-label={name}>
      <div>
        <div class="catalog-name">
          <h3>{data?.model ?? name}</h3>
          {row && <Fit row={row} />}
        </div>
        {data ? (
          <p class="muted small">
            {bytes(data.bytes)} to fetch
            {data.quantisation !== null && `, numbers kept as ${data.quantisation}`}. {data.reason}
            <span class="method">estimated</span> {stop}
          </p>
        ) : (
          <p class="muted small">
            Not in the list. Looking it up asks {where} how large it is; nothing else is sent and nothing is
            fetched yet.
          </p>
        )}
        <ErrorNotice error={error} />
      </div>
      {row && !(pull && isUnderWay(pull)) ? (
        <GetButton
          model={row.model}
          words="Get"
          doubt={doubtWords(row)}
          disabled={stop !== undefined}
          onBegun={onBegun}
        />
      ) : (
        !row && (
          <Button
            icon="search"
            disabled={looking && !error}
            onClick={() => (looking ? reload() : setAsked(name))}
          >
            {looking && !error ? 'Looking …' : 'Look it up'}
            <span class="hidden-words"> {name}</span>
          </Button>
        )
      )}
    </li>
  );
}
