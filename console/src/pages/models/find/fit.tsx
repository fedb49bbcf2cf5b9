import type { CatalogRow } from '../../../../../src/contract/index.ts';
import { fitWords } from './fit-words.ts';

/** Whether a model can be used here. */
export function Fit({ row }: { row: CatalogRow }) {
  const { words, level } = fitWords(row);
  return <span class={`fit fit-${level}`}>{words}</span>;
}
