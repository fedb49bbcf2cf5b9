import type { Row } from '../live/row.ts';
import { RequestRow } from './request-row.tsx';

/** Rows of requests, newest first. */
export function RequestTable({ rows }: { rows: readonly Row[] }) {
  return (
    <div class="requests-wrap">
      <table class="requests" aria-label="Requests, newest first">
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">App, model</th>
            <th scope="col">What became of it</th>
            <th scope="col">Sure</th>
            <th scope="col" class="number">
              First word
            </th>
            <th scope="col" class="number">
              Speed
            </th>
            <th scope="col" class="number">
              Cost
            </th>
            <th scope="col" class="number">
              Left device
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <RequestRow key={row.requestId} row={row} />
          ))}
        </tbody>
      </table>
      <p class="requests-note muted">
        Times, tokens and bytes are measured, cost is estimated from list prices. Sure: how likely the answer
        of this device is right; the mark is how sure it has to be.
      </p>
    </div>
  );
}
