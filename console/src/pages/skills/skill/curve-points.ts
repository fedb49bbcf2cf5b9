import { whole } from '../../../format/whole.ts';
import type { SkillDetail } from '../../../../../src/contract/index.ts';

/** Names of a curve's points: how many requests had come by then. Pure. */
export function curvePoints(curve: SkillDetail['curve']): string[] {
  let sum = 0;
  return curve.map(({ requests }) => {
    sum += requests;
    return whole(sum);
  });
}
