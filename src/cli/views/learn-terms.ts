import type { TeacherTerms } from '../../contract/index.ts';
import type { Paint } from '../paint.ts';
import { oneLine, width, wrap } from '../text.ts';

const VERDICT: Record<TeacherTerms['verdict'], string> = {
  allowed: 'may teach',
  conditions: 'only under conditions: not used until you agree',
  forbidden: 'may not teach',
  unknown: 'not known: not used until you agree',
};

/** Whose answers may be learned from. */
export function renderTerms(terms: readonly TeacherTerms[], paint: Paint, columns: number): string {
  const colour = {
    allowed: paint.green,
    conditions: paint.yellow,
    forbidden: paint.red,
    unknown: paint.yellow,
  };
  const blocks = terms.map(({ provider, verdict, words, source, read }) => {
    const origin =
      source === null ? '' : `\n  ${paint.dim(oneLine(source) + (read === null ? '' : `, read ${read}`))}`;
    const beside = width(provider) + 2 + VERDICT[verdict].length <= columns;
    const said = beside ? `  ${VERDICT[verdict]}` : `\n${wrap(VERDICT[verdict], columns, '  ')}`;
    return `${paint.bold(oneLine(provider))}${colour[verdict](said)}\n${wrap(oneLine(words), columns, '  ')}${origin}`;
  });
  const advice =
    'This is no legal advice. Your own agreement with a provider counts: nearmost config set providers.<provider>.learn allowed';
  return [...blocks, '', paint.dim(wrap(advice, columns))].join('\n');
}
