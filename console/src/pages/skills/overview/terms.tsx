import type { TeacherTerms } from '../../../../../src/contract/index.ts';
import { useLoad } from '../../../api/use-load.ts';
import { Card } from '../../../ui/card.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
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
          <ul class="skills-list" aria-label="Terms of providers">
            {terms.map(({ provider, verdict, words, source, read }) => (
              <li key={provider} class="skills-term">
                <div>
                  <strong>{provider}</strong>
                  <div class="muted small">{VERDICT[verdict]}</div>
                </div>
                <div>
                  {words}
                  {source !== null && (
                    <div class="muted small">
                      <a href={source} target="_blank" rel="noopener noreferrer">
                        {`Terms of ${provider}`}
                      </a>
                      {read === null ? '' : `, read ${read}`}
                    </div>
                  )}
                </div>
              </li>
            ))}
          </ul>
          <p class="muted small">
            This is no legal advice. If your own agreement with a provider allows it:{' '}
            <code>nearmost config set providers.&lt;provider&gt;.learn allowed</code>
          </p>
        </details>
      )}
    </Card>
  );
}
