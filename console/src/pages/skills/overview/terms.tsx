import type { TeacherTerms } from '../../../../../src/contract/index.ts';
import { useLoad } from '../../../api/use-load.ts';
import { Card } from '../../../ui/card.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { Table } from '../../../ui/table.tsx';
import { VERDICT } from '../words.ts';

/** Whose answers may be learned from, by their terms, in plain words. */
export function Terms() {
  const { data, error } = useLoad<{ terms: TeacherTerms[] }>('/admin/terms');
  const terms = data?.terms.toSorted(
    (a, b) => Number(b.verdict === 'allowed') - Number(a.verdict === 'allowed'),
  );
  return (
    <Card title="Who may teach">
      <p class="muted">
        Makers of models say in their terms whether others may be trained on their answers. Where they do not
        clearly allow it, their answers are not learned from, unless you have agreed otherwise with them.
      </p>
      <ErrorNotice error={error} />
      {terms && (
        <details class="skills-gap">
          <summary>What each provider says</summary>
          <Table
            label="Terms of providers"
            rows={terms}
            keyOf={({ provider }) => provider}
            columns={[
              { head: 'Provider', cell: ({ provider }) => provider },
              { head: 'Its answers', cell: ({ verdict }) => VERDICT[verdict] },
              {
                head: 'Because',
                cell: ({ words, source, read }) => (
                  <>
                    {words}
                    {source !== null && (
                      <div class="muted small">
                        <a href={source} target="_blank" rel="noopener noreferrer">
                          their terms
                        </a>
                        {read === null ? '' : `, read ${read}`}
                      </div>
                    )}
                  </>
                ),
              },
            ]}
          />
          <p class="muted small">
            This is no legal advice. If your own agreement with a provider allows it:{' '}
            <code>nearmost config set providers.&lt;provider&gt;.learn allowed</code>
          </p>
        </details>
      )}
    </Card>
  );
}
