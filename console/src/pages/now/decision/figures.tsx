import type { LedgerEntry } from '../../../../../src/contract/index.ts';
import { bytes, duration, leftWords, money, tokenWords } from '../../../format/words.ts';
import { Card } from '../../../ui/card.tsx';
import { Figure } from '../../../ui/figure.tsx';
import { speedOf } from '../live/state-of.ts';
import { stepsOf } from './steps-of.ts';
import { Sure } from './sure.tsx';

/** How sure, how fast, how dear, and what left. */
export function Figures({ entry }: { entry: LedgerEntry }) {
  const { ttftMs, costUsd, counterfactualUsd, egressBytes } = entry;
  const speed = speedOf(entry);
  const { waitedMs, timed } = stepsOf(entry);
  const answered = entry.attempts.some(({ outcome }) => outcome === 'answered');
  const last = answered ? 'the model that answered' : 'the last model';
  const local = entry.place === 'local';
  return (
    <Card title="Figures">
      <div class="figures decision-figures">
        <Sure entry={entry} />
        <Figure
          label={`Waited until ${last} was asked`}
          method={timed || entry.attempts.length < 2 ? 'measured' : 'estimated'}
          value={duration(waitedMs)}
        />
        <Figure
          label="Until the first word"
          method={ttftMs === null ? 'unavailable' : 'measured'}
          value={ttftMs === null ? undefined : duration(ttftMs)}
        >
          whole after {duration(entry.durationMs)}
        </Figure>
        <Figure
          label="Speed"
          method={speed === null ? 'unavailable' : 'measured'}
          value={
            speed === null
              ? undefined
              : `${speed.rate < 10 ? speed.rate.toFixed(1) : Math.round(speed.rate)} tokens/s`
          }
        >
          {speed !== null && (speed.writing ? 'while it wrote: ' : 'from the request to its end: ')}
          {tokenWords(entry)}
        </Figure>
        <Figure
          label="Cost"
          method={costUsd === null ? 'unavailable' : local && costUsd === 0 ? 'measured' : 'estimated'}
          value={costUsd === null ? undefined : money(costUsd)}
        >
          {costUsd === null
            ? 'no price is known'
            : local && costUsd === 0
              ? 'nothing was bought'
              : 'list prices'}
        </Figure>
        {local && (
          <Figure
            label="The cloud would have taken"
            method={counterfactualUsd === null ? 'unavailable' : 'estimated'}
            value={counterfactualUsd === null ? undefined : money(counterfactualUsd)}
          >
            {counterfactualUsd === null ? 'no price is known' : 'the same tokens'}
          </Figure>
        )}
        <Figure
          label="Left this device"
          method="measured"
          value={egressBytes === 0 ? 'nothing' : bytes(egressBytes)}
        >
          {egressBytes === 0 ? '' : leftWords(entry)}
        </Figure>
      </div>
    </Card>
  );
}
