import type { SkillDetail } from '../../../../../src/contract/index.ts';
import { useChange } from '../../../api/use-change.ts';
import { Ask } from '../../../ui/ask.tsx';
import { KIND } from '../words.ts';

interface RollbackProps {
  skill: SkillDetail;
  onClose: () => void;
  /** Hears what answers now. */
  onBack: (words: string) => void;
}

/** Says what a rollback does, asks, and rolls back. */
export function Rollback({ skill, onClose, onBack }: RollbackProps) {
  const { busy, error, post } = useChange((reply) => {
    const { serving } = reply as SkillDetail;
    onBack(
      serving
        ? `Rolled back: ${KIND[serving.kind].title} ${serving.version} answers again.`
        : 'Rolled back: no small model answers any more.',
    );
  });
  const { serving } = skill;
  return (
    <Ask
      title="Roll back?"
      yes="Roll back"
      no="Leave it"
      busy={busy}
      error={error}
      onYes={() => post(`/admin/skills/${encodeURIComponent(skill.id)}/rollback`, {})}
      onNo={onClose}
    >
      <p>
        {serving ? `${KIND[serving.kind].title} ${serving.version}` : 'The small model'} stops answering at
        once and is not used again by itself. An earlier one answers again if there is one that was not taken
        back; otherwise the requests go to other models, as before anything was learned.
      </p>
      <p class="muted">Nothing is deleted. You can let it answer again later.</p>
    </Ask>
  );
}
