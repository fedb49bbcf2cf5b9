import { when } from '../../format/when.ts';
import './doctor.css';
import type { DoctorReport } from '../../../../src/contract/index.ts';
import { count, duration } from '../../format/words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { FindingRow } from './finding-row.tsx';
import { ownError } from './own-error.ts';
import { useDoctor } from './use-doctor.ts';

function sumOf({ findings }: DoctorReport): string {
  const problems = findings.filter(({ level }) => level === 'problem').length;
  const notes = findings.filter(({ level }) => level === 'note').length;
  if (problems > 0) return `${count(problems, 'problem')} to mend.`;
  return notes > 0
    ? `Everything works; ${count(notes, 'thing')} could be better.`
    : 'Everything works; nothing to mend.';
}

/** What the doctor found, each with its fix; what needs a hand first. */
export function Doctor() {
  const { report, error, busy, look } = useDoctor();
  const todo = report?.findings.filter(({ level }) => level !== 'ok') ?? [];
  const fine = report?.findings.filter(({ level }) => level === 'ok') ?? [];
  return (
    <Card
      title="Check"
      side={
        <div class="row">
          <Button icon="again" disabled={busy} onClick={() => look()}>
            Look again
          </Button>
          <Button disabled={busy} onClick={() => look({ online: true })}>
            Also ask providers
          </Button>
        </div>
      }
    >
      <ErrorNotice error={ownError(error)} />
      <p role="status" class={report ? 'doctor-sum' : 'muted'}>
        {busy ? 'Looking at everything; this takes some seconds …' : report && sumOf(report)}
      </p>
      {report && (
        <>
          {todo.length > 0 && (
            <ul class="findings" aria-label="To mend">
              {todo.map((finding) => (
                <FindingRow key={finding.check + finding.words} finding={finding} />
              ))}
            </ul>
          )}
          <details>
            <summary>{count(fine.length, 'thing that is', 'things that are')} fine</summary>
            <ul class="findings" aria-label="Fine">
              {fine.map((finding) => (
                <FindingRow key={finding.check + finding.words} finding={finding} />
              ))}
            </ul>
          </details>
          <p class="muted small">
            Looked at {when.time(report.at)}, in {duration(report.tookMs)}. In a terminal:{' '}
            <code>nearmost doctor</code>
          </p>
        </>
      )}
    </Card>
  );
}
