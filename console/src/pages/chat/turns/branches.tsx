import './branches.css';
import { Button } from '../../../ui/button.tsx';

interface BranchesProps {
  /** What there are several of: `answer`, `question`. */
  of: string;
  /** From 0. */
  at: number;
  count: number;
  onChoose: (at: number) => void;
}

/** Goes from one branch to the next: ‹ 2/3 ›. */
export function Branches({ of, at, count, onChoose }: BranchesProps) {
  if (count < 2) return null;
  return (
    <div class="branches" role="group" aria-label={`${of} ${at + 1} of ${count}`}>
      <Button
        kind="quiet"
        icon="left"
        label={`The ${of} before`}
        disabled={at === 0}
        onClick={() => onChoose(at - 1)}
      />
      <span aria-hidden="true">
        {at + 1}/{count}
      </span>
      <Button
        kind="quiet"
        icon="right"
        label={`The ${of} after`}
        disabled={at === count - 1}
        onClick={() => onChoose(at + 1)}
      />
    </div>
  );
}
