import type { GrowthPlan } from '../../../../../src/contract/index.ts';
import { count } from '../../../format/words.ts';
import { Notice } from '../../../ui/notice.tsx';

/** What growing a skill does, before it begins. */
export function GrowMeaning({
  plan: { teacher, times, samples, usdPerExample, answers },
}: {
  plan: GrowthPlan;
}) {
  const here = usdPerExample === 0;
  return (
    <>
      <p>
        <strong>{teacher}</strong>, the model that answered this skill last, is shown its instructions and
        some of {count(samples, 'example')} {here ? 'kept here' : 'that may leave this device'}. It writes new
        requests of the same kind and answers{' '}
        {times === 1 ? 'them' : 'each of them twice; where its answers differ, the request is dropped'}.
      </p>
      <ul class="skills-lines">
        <li>
          {here
            ? 'It runs on this device: nothing leaves it and nothing is paid, but it takes a while.'
            : 'Each answer is paid for. It asks one after the other: some minutes for a hundred.'}
        </li>
        <li>
          It goes on when you close this page, and can be stopped at any time; what is written by then is
          kept.
        </li>
        <li>
          What it writes is learned from, but does not count in the test: that is held on requests that were
          really asked.
        </li>
      </ul>
      {usdPerExample === null && answers > 0 && (
        <Notice level="note" title={`No price is known for ${teacher}.`}>
          A limit cannot be held then, so it would end at once. State its price first, in US dollars for a
          million tokens: <code>nearmost config set providers.{teacher.split('/')[0]}.price.input 0.5</code>,
          and the same with <code>price.output</code>.
        </Notice>
      )}
    </>
  );
}
