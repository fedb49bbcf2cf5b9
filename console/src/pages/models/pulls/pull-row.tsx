import './pull-row.css';
import type { PullStatus } from '../../../../../src/contract/index.ts';
import { useChange } from '../../../api/use-change.ts';
import { Button } from '../../../ui/button.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { Meter } from '../../../ui/meter.tsx';
import { GetButton } from './get-button.tsx';
import { PullDone } from './pull-done.tsx';
import { isUnderWay, progressWords, shareOf, stateWords } from './pull-words.ts';

/** One model on its way, and what can be done about it. */
export function PullRow({ pull, onChange }: { pull: PullStatus; onChange: () => void }) {
  const { busy, error, post } = useChange(onChange);
  const { model, state, file, from, problem } = pull;
  const under = isUnderWay(pull);
  const words = progressWords(pull);
  return (
    <li class={`pull pull-${state}`}>
      <div class="pull-head">
        <div>
          <span class="pull-name">{model}</span> <span role="status">{stateWords(pull)}</span>
          {file !== null && (
            <div class="muted small">
              {file}
              {from !== null && `, from ${from}`}
            </div>
          )}
        </div>
        <div class="row">
          {under && (
            <Button icon="stop" disabled={busy} onClick={() => post('/admin/pull-stop', { model })}>
              Stop
            </Button>
          )}
          {(state === 'stopped' || state === 'failed') && (
            <>
              <GetButton model={model} words={pull.bytes > 0 ? 'Go on' : 'Try again'} onBegun={onChange} />
              <Button
                kind="quiet"
                icon="trash"
                label={`Discard what came of ${model}`}
                disabled={busy}
                onClick={() => post('/admin/pull-stop', { model, discard: true })}
              />
            </>
          )}
        </div>
      </div>
      {state !== 'done' && !(state === 'failed' && pull.bytes === 0) && (
        <Meter
          value={shareOf(pull)}
          label={`${model}: ${words}`}
          level={state === 'waiting' ? 'warn' : 'near'}
        />
      )}
      {state === 'done' ? <PullDone pull={pull} /> : <div class="muted small">{words}</div>}
      {problem && (
        <div class="pull-problem small">
          {problem.message} {problem.hint}
        </div>
      )}
      <ErrorNotice error={error} />
    </li>
  );
}
