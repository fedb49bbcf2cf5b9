import type { LedgerEntry } from '../../contract/index.ts';
import {
  confidenceWords,
  costWords,
  labelWords,
  leftWords,
  OUTCOME_WORDS,
  tokenWords,
} from '../../kit/words/decision.ts';
import { after } from '../../kit/words/after.ts';
import { triesByStart } from '../../kit/words/tries-by-start.ts';
import { clock, duration, probability } from '../format.ts';
import type { Paint } from '../paint.ts';
import { renderPairs, renderTable } from '../table.ts';
import { oneLine, wrap } from '../text.ts';

function headline(entry: LedgerEntry, paint: Paint): string {
  const time = duration(entry.durationMs);
  if (entry.status === 'cancelled') return paint.yellow(`Cancelled after ${time}.`);
  if (entry.status === 'error')
    return paint.red(`Not answered: ${entry.error ?? 'unknown error'}, after ${time}.`);
  const where = entry.place === 'local' ? paint.green('on this device') : paint.blue('in the cloud');
  return `Answered ${where} by ${paint.bold(entry.model)} in ${time}.`;
}

/** The whole decision of one request, for people. */
export function renderWhy(entry: LedgerEntry, paint: Paint, columns: number, now: number): string {
  const parts = [
    `${paint.bold('Request')} ${entry.requestId}`,
    paint.dim(
      wrap(
        `${clock(entry.at, now)} · app ${oneLine(entry.app)} · ${entry.task} · asked for ${oneLine(entry.requestedModel)}`,
        columns,
      ),
    ),
    '',
    wrap(headline(entry, paint), columns),
    wrap(oneLine(entry.reason), columns),
    '',
    renderPairs(
      [
        ['label', `${entry.label}: ${labelWords(entry)}`],
        ['confidence', confidenceWords(entry)],
        ['tokens', tokenWords(entry)],
        [
          'time',
          `${duration(entry.durationMs)}${entry.ttftMs === null ? '' : `, first token after ${duration(entry.ttftMs)}`}`,
        ],
        ['cost', costWords(entry)],
        ['left', leftWords(entry)],
      ],
      paint,
      columns,
    ),
  ];
  const timed = entry.attempts.length > 1 ? triesByStart(entry.attempts) : undefined;
  if (entry.attempts.length > 0)
    parts.push(
      '',
      paint.bold('Tried'),
      renderTable(
        [
          { title: 'model' },
          { title: 'outcome' },
          { title: 'sure', right: true },
          ...(timed ? [{ title: 'began', right: true }] : []),
          { title: 'time', right: true },
          { title: 'because', flexible: true },
        ],
        (timed ?? entry.attempts).map((attempt) => [
          attempt.model,
          OUTCOME_WORDS[attempt.outcome],
          probability(attempt.confidence),
          ...(timed ? [`+${after(attempt.startMs ?? 0)}`] : []),
          duration(attempt.durationMs),
          oneLine(attempt.detail),
        ]),
        paint,
        columns,
      ),
    );
  if (entry.rejected.length > 0)
    parts.push(
      '',
      paint.bold('Ruled out'),
      renderTable(
        [{ title: 'model' }, { title: 'because', flexible: true }],
        entry.rejected.map((each) => [each.model, oneLine(each.reason)]),
        paint,
        columns,
      ),
    );
  return parts.join('\n');
}
