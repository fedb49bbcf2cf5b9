import { useState } from 'preact/hooks';
import type { GrowthPlan, SkillDetail } from '../../../../../src/contract/index.ts';
import { useChange } from '../../../api/use-change.ts';
import { useLoad } from '../../../api/use-load.ts';
import { whole } from '../../../format/whole.ts';
import { count as counted } from '../../../format/words.ts';
import { href } from '../../../shell/route.ts';
import { Button } from '../../../ui/button.tsx';
import { Check } from '../../../ui/check.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { Field } from '../../../ui/field.tsx';
import { costWords, proposedUsd, readCount, readUsd } from './grow-amounts.ts';
import { GrowMeaning } from './grow-meaning.tsx';

const USUAL = 100;

interface FormProps {
  skill: SkillDetail;
  plan: GrowthPlan;
  onClose: () => void;
}

function Form({ skill, plan, onClose }: FormProps) {
  const { usdPerExample, answers } = plan;
  const [wanted, setWanted] = useState(String(USUAL));
  const [limit, setLimit] = useState<string>();
  const [train, setTrain] = useState(true);
  const { busy, error, post } = useChange(onClose);
  const count = readCount(wanted);
  const text = limit ?? proposedUsd(count ?? USUAL, usdPerExample);
  const budgetUsd = readUsd(text);
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (count !== undefined && budgetUsd !== undefined)
          post(`/admin/skills/${encodeURIComponent(skill.id)}/begin`, {
            do: 'grow',
            count,
            budgetUsd,
            train,
          });
      }}
    >
      <GrowMeaning plan={plan} />
      <div class="skills-pair">
        <Field
          label="New examples"
          type="number"
          value={wanted}
          onInput={setWanted}
          problem={count === undefined ? 'A whole number from 1 to 10,000.' : undefined}
        >
          Kept now: {counted(skill.examples.kept, 'example')}.
        </Field>
        {usdPerExample !== 0 && (
          <Field
            label="At most, in US dollars"
            value={text}
            onInput={setLimit}
            problem={budgetUsd === undefined ? 'An amount from 0 to 1,000.' : undefined}
          >
            {usdPerExample === null
              ? 'What its answers cost is not known here yet. It ends at this limit.'
              : `${whole(count ?? USUAL)} should cost ${costWords(count ?? USUAL, usdPerExample)} (estimated from its last ${counted(answers, 'answer')}). It ends at this limit, and where a cap on the page Providers is reached.`}
          </Field>
        )}
      </div>
      <Check
        title="Then train and test the small models"
        about="It takes seconds, or minutes where a layer of a local model is trained. One that passes its test begins to answer, on trial."
        on={train}
        onChange={setTrain}
      />
      <ErrorNotice error={error} />
      <div class="row">
        <Button kind="main" type="submit" disabled={busy || count === undefined || budgetUsd === undefined}>
          {busy ? 'Beginning …' : 'Write them'}
        </Button>
        <Button onClick={onClose}>Cancel</Button>
        {usdPerExample !== 0 && <a href={href('providers')}>Caps and prices</a>}
      </div>
    </form>
  );
}

/** Lets the teacher write more examples: says what that is and costs, and asks how many and for how much. */
export function Grow({ skill, onClose }: { skill: SkillDetail; onClose: () => void }) {
  const { data, error } = useLoad<GrowthPlan>(`/admin/skills/${encodeURIComponent(skill.id)}/grow`);
  return (
    <Dialog title="Write more examples" onClose={onClose}>
      {data ? (
        <Form skill={skill} plan={data} onClose={onClose} />
      ) : (
        <div class="stack">
          {error ? (
            <p>Nothing can be written for this skill as things are:</p>
          ) : (
            <p>Looking who may teach …</p>
          )}
          <ErrorNotice error={error} />
          {error && (
            <p>
              <a href={href('skills')}>Which apps may be learned from, and who may teach</a>
            </p>
          )}
          <div class="row">
            <Button onClick={onClose}>Close</Button>
          </div>
        </div>
      )}
    </Dialog>
  );
}
