import type { SkillStatus, SkillWork } from '../../../../../src/contract/index.ts';
import { ago, percent } from '../../../format/words.ts';
import { href } from '../../../shell/route.ts';
import { whole } from '../../../format/whole.ts';
import { underWay } from '../work/work-words.ts';
import { bestAgreement, boundWords, exact, hereShare, KIND, STAGE } from '../words.ts';

interface SkillRowProps {
  skill: SkillStatus;
  work: SkillWork | undefined;
  /** Whether its app may be learned from. */
  on: boolean;
  now: number;
}

/** A figure of a row with its name below. */
function Part({ value, name }: { value: string; name: string }) {
  return (
    <div class="skills-part">
      <div class="skills-value">{value}</div>
      <div class="muted small">{name}</div>
    </div>
  );
}

/** One skill in the list: what is asked, where it stands, and its figures. */
export function SkillRow({ skill, work, on, now }: SkillRowProps) {
  const { id, name, app, requests, stage, serving } = skill;
  const share = hereShare(requests);
  const { agreement, from } = bestAgreement(skill);
  const counted = agreement !== null && agreement.n > 0;
  const state = on ? STAGE[stage].title : 'Off: you took your consent back';
  return (
    <li class="skills-row">
      <div class="skills-what">
        <a href={href('skills', id)}>{name}</a>
        <div class="muted small">
          {app}, last {ago(requests.lastAt, now)}
        </div>
        <div class="small">
          {state}
          {on && serving ? ` (${KIND[serving.kind].title})` : ''}
          {work?.state === 'running' && `. ${underWay(work)} …`}
        </div>
      </div>
      <Part
        value={share === null ? '–' : percent(share)}
        name={`answered here, of ${whole(requests.total)} ${requests.total === 1 ? 'request' : 'requests'}`}
      />
      <Part
        value={counted ? exact(agreement.share) : '–'}
        name={
          counted
            ? `agrees with its teacher: ${boundWords(agreement)} ${from === 'test' ? 'in the test' : 'served here'}`
            : 'agreement was not counted yet'
        }
      />
    </li>
  );
}
