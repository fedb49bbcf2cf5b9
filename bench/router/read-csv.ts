/** Rows of a CSV text (RFC 4180): quoted cells may hold commas, line breaks and doubled quotes. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const mark = text[i];
    if (quoted) {
      if (mark !== '"') cell += mark;
      else if (text[i + 1] === '"') cell += text[++i];
      else quoted = false;
    } else if (mark === '"') quoted = true;
    else if (mark === ',' || mark === '\n') {
      row.push(cell);
      cell = '';
      if (mark === '\n') rows.push(row.splice(0));
    } else if (mark !== '\r') cell += mark;
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell]);
  return rows;
}
