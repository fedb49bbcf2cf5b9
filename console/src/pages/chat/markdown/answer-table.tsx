import type { Tokens } from 'marked';
import { useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { inline } from './inline.tsx';

/** Rows that are drawn at once. */
const MOST = 100;

/** A table of an answer; long ones are cut until somebody wants to see all. */
export function AnswerTable({ header, rows, align }: Tokens.Table) {
  const [all, setAll] = useState(false);
  const side = (column: number): string | undefined =>
    align[column] === 'right' || align[column] === 'center' ? `markdown-${align[column]}` : undefined;
  return (
    <>
      <div class="markdown-table" role="region" aria-label="table" tabIndex={0}>
        <table>
          <thead>
            <tr>
              {header.map(({ tokens }, column) => (
                <th key={column} scope="col" class={side(column)}>
                  {inline(tokens)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {(all ? rows : rows.slice(0, MOST)).map((row, at) => (
              <tr key={at}>
                {row.map(({ tokens }, column) => (
                  <td key={column} class={side(column)}>
                    {inline(tokens)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {!all && rows.length > MOST && (
        <Button kind="quiet" icon="down" onClick={() => setAll(true)}>
          Show all {rows.length} rows
        </Button>
      )}
    </>
  );
}
