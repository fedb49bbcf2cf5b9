import { useMemo } from 'preact/hooks';
import { sum } from '../../../format/sum.ts';
import { when } from '../../../format/when.ts';
import { bytes, duration } from '../../../format/words.ts';
import { href } from '../../../shell/route.ts';
import { PlaceBadge } from '../../../ui/place-badge.tsx';
import type { Row } from '../live/row.ts';
import { confidenceOf, speedOf, stateOf } from '../live/state-of.ts';
import { ConfidenceBar } from './confidence-bar.tsx';
import { leaveFor } from './return-focus.ts';

/** One request. A row that nothing happened to is not drawn again. */
export function RequestRow({ row }: { row: Row }) {
  return useMemo(() => {
    const { entry } = row;
    const state = stateOf(row);
    const speed = entry ? speedOf(entry) : null;
    return (
      <tr class="request">
        <th scope="row" class="request-time">
          <a class="request-link" href={href('now', row.requestId)} onClick={() => leaveFor(row.requestId)}>
            {when.time(row.at)}
          </a>
          {row.at < new Date().setHours(0, 0, 0, 0) && (
            <span class="request-line muted">{when.day(row.at)}</span>
          )}
        </th>
        <td class="request-asked">
          <span class="request-line">{row.app}</span>
          <span class="request-line muted">{row.model}</span>
        </td>
        <td class="request-state">
          <span class="request-line">
            <span class={`request-word request-${state.kind}`}>{state.words}</span>
            {state.place && <PlaceBadge where={state.place} />}
          </span>
          <span class="request-line muted">{state.detail}</span>
        </td>
        <td class="request-sure">
          <ConfidenceBar confidence={confidenceOf(row)} threshold={entry?.threshold ?? null} />
        </td>
        <td class="request-figure number">{entry?.ttftMs == null ? '–' : duration(entry.ttftMs)}</td>
        <td class="request-figure number">{speed === null ? '–' : `${Math.round(speed.rate)}/s`}</td>
        <td class="request-figure number">{entry?.costUsd == null ? '–' : sum(entry.costUsd)}</td>
        <td class="request-figure number">
          {entry ? (entry.egressBytes === 0 ? 'nothing' : bytes(entry.egressBytes)) : '–'}
        </td>
      </tr>
    );
  }, [row]);
}
