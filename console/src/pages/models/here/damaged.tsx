import { useChange } from '../../../api/use-change.ts';
import { Button } from '../../../ui/button.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { Notice } from '../../../ui/notice.tsx';

export interface Problem {
  id: string;
  message: string;
  hint: string;
}

/** A model whose file is missing or changed: what helps, and the way to be rid of it. */
export function Damaged({ problem, onForgotten }: { problem: Problem; onForgotten: () => void }) {
  const { busy, error, post } = useChange(onForgotten);
  const { id, message, hint } = problem;
  return (
    <Notice level="note" title={`${id} cannot be used: ${message}`}>
      <p>{hint}</p>
      <Button disabled={busy} onClick={() => post('/admin/remove', { model: id })}>
        Forget {id}
      </Button>
      <ErrorNotice error={error} />
    </Notice>
  );
}
