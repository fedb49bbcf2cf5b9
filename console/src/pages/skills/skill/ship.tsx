import { useState } from 'preact/hooks';
import type { SkillDetail, StudentSummary } from '../../../../../src/contract/index.ts';
import { useChange } from '../../../api/use-change.ts';
import { Choice } from '../../../ui/choice.tsx';
import { Ask } from '../../../ui/ask.tsx';
import { KIND, named } from '../words.ts';

interface ShipProps {
  skill: SkillDetail;
  /** Students that passed the test and are not in use. */
  passed: readonly StudentSummary[];
  onClose: () => void;
  /** Hears what answers now. */
  onShipped: (words: string) => void;
}

/** Lets another student that passed its test answer. */
export function Ship({ skill, passed, onClose, onShipped }: ShipProps) {
  const newest = passed.at(-1);
  const [version, setVersion] = useState(String(newest?.version ?? ''));
  const { busy, error, post } = useChange(() => onShipped(`Version ${version} answers from now on.`));
  return (
    <Ask
      title="Let another small model answer"
      yes="Let it answer"
      no="Leave it"
      busy={busy}
      error={error}
      onYes={() => post(`/admin/skills/${encodeURIComponent(skill.id)}/ship`, { version: Number(version) })}
      onNo={onClose}
    >
      <p>It answers at once, first on trial: its answers are checked more often for a while.</p>
      <Choice
        label="Which one"
        value={version}
        onChoose={setVersion}
        options={passed.toReversed().map((student) => ({
          value: String(student.version),
          title: `${KIND[student.kind].title} ${student.version}`,
          about: named(student.verdict),
        }))}
      />
    </Ask>
  );
}
