import { when } from '../../../format/when.ts';
import type { StudentSummary } from '../../../../../src/contract/index.ts';
import { bytes, percent } from '../../../format/words.ts';
import { Card } from '../../../ui/card.tsx';
import { Table } from '../../../ui/table.tsx';
import { whole } from '../../../format/whole.ts';
import { boundWords, exact, KIND, stateWords } from '../words.ts';

/** All small models that were trained for a skill, newest first. */
export function Students({ students }: { students: readonly StudentSummary[] }) {
  if (students.length === 0) return null;
  return (
    <Card title="Small models compared">
      <Table
        label="Small models"
        rows={students.toReversed()}
        keyOf={({ version }) => String(version)}
        columns={[
          {
            head: 'Small model',
            cell: ({ kind, version, trainedAt }) => (
              <div class="skill-student">
                {KIND[kind].title} {version}
                <div class="muted small">{when.date(trainedAt)}</div>
              </div>
            ),
          },
          { head: 'State', cell: (student) => <span class="skill-state">{stateWords(student)}</span> },
          { head: 'Would answer', number: true, cell: ({ coverage }) => percent(coverage) },
          {
            head: 'Agrees',
            number: true,
            cell: ({ agreement }) =>
              agreement === null || agreement.n === 0 ? (
                '–'
              ) : (
                <>
                  <div>{exact(agreement.share)}</div>
                  <div class="muted small">{boundWords(agreement)}</div>
                </>
              ),
          },
          {
            head: 'Answers when sure to',
            number: true,
            cell: ({ threshold }) => (threshold === null ? '–' : percent(threshold)),
          },
          { head: 'Learned from', number: true, cell: ({ trainedOn }) => `${whole(trainedOn)} examples` },
          { head: 'Size', number: true, cell: ({ bytes: size }) => bytes(size) },
        ]}
      />
      <ul class="skill-kinds muted small">
        {[...new Set(students.map(({ kind }) => kind))].map((kind) => (
          <li key={kind}>
            {KIND[kind].title} ({kind}): {KIND[kind].about}
          </li>
        ))}
      </ul>
    </Card>
  );
}
