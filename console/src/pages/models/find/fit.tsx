import { fitWords, type Judged } from './fit-words.ts';

/** Whether a model can be used here. */
export function Fit({ row }: { row: Judged }) {
  const { words, level } = fitWords(row);
  return <span class={`fit fit-${level}`}>{words}</span>;
}
