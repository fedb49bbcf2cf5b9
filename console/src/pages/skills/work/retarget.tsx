import { useState } from 'preact/hooks';
import type { RetargetBase, SkillDetail } from '../../../../../src/contract/index.ts';
import { useChange } from '../../../api/use-change.ts';
import { useLoad } from '../../../api/use-load.ts';
import { bytes, count } from '../../../format/words.ts';
import { href } from '../../../shell/route.ts';
import { Button } from '../../../ui/button.tsx';
import { Choice } from '../../../ui/choice.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';

interface RetargetProps {
  skill: SkillDetail;
  onClose: () => void;
}

function Form({ skill, bases, onClose }: RetargetProps & { bases: readonly RetargetBase[] }) {
  const others = bases.filter(({ serves }) => !serves);
  const serving = bases.find(({ serves }) => serves);
  const [base, setBase] = useState(others[0]?.id ?? '');
  const { busy, error, post } = useChange(onClose);
  const path = `/admin/skills/${encodeURIComponent(skill.id)}/begin`;
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        post(path, { do: 'retarget', base });
      }}
    >
      <p>
        A small layer is trained on this device so that a local model of your choice answers this skill, from
        the {count(skill.examples.kept, 'example')} kept here.
      </p>
      <ul class="skills-lines">
        <li>
          It takes minutes for a small model and hours for a large one; how long is told as soon as it begins.
          It waits while requests are answered here, and on battery.
        </li>
        <li>
          {skill.answers === 'text'
            ? 'The training costs nothing. Its test may: the answers are prose, so the teacher, or the model in learn.judge, is asked whether they say the same, within your caps.'
            : 'Nothing leaves this device and nothing is paid.'}
        </li>
        <li>
          What answers now goes on until the new one has passed the same test, and stays if it does not.
        </li>
      </ul>
      {others.length === 0 ? (
        <Empty
          title={
            serving ? `There is no other model than ${serving.name}.` : 'There is no model to train for.'
          }
        >
          <p>
            <a href={href('models')}>Get one on the page Models</a>
          </p>
        </Empty>
      ) : (
        <Choice
          label="For which model"
          value={base}
          onChoose={setBase}
          options={others.map(({ id, name, bytes: size, usual }) => ({
            value: id,
            title: name,
            about: `${id}, ${bytes(size)}${usual ? '; skills are usually trained for it' : ''}`,
          }))}
        />
      )}
      {serving && others.length > 0 && (
        <p class="muted small">{serving.name} is what it is trained for now.</p>
      )}
      <ErrorNotice error={error} />
      <div class="row">
        <Button kind="main" type="submit" disabled={busy || others.length === 0}>
          {busy ? 'Beginning …' : 'Train it'}
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </div>
    </form>
  );
}

/** Trains a skill for another local model: says what that takes, and asks for which. */
export function Retarget({ skill, onClose }: RetargetProps) {
  const path = `/admin/skills/${encodeURIComponent(skill.id)}/retarget`;
  const { data, error } = useLoad<{ bases: RetargetBase[] }>(path);
  return (
    <Dialog title="Train for another model" onClose={onClose}>
      {data ? (
        <Form skill={skill} bases={data.bases} onClose={onClose} />
      ) : (
        <div class="stack">
          {!error && <p>Looking which models are here …</p>}
          <ErrorNotice error={error} />
          <div class="row">
            <Button onClick={onClose}>Close</Button>
          </div>
        </div>
      )}
    </Dialog>
  );
}
