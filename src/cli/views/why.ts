import type { Attempt, Label, LedgerEntry } from '../../contract/index.ts';
import { clock, count, duration, money, probability } from '../format.ts';
import type { Paint } from '../paint.ts';
import { renderPairs, renderTable } from '../table.ts';
import { cut, oneLine, wrap } from '../text.ts';

const LABEL_WORDS: Record<Label, string> = {
  public: 'may leave this device',
  personal: 'stays on this device',
  secret: 'stays on this device',
};
/** Whether question and notes were all that left of a document. */
const isSplit = ({ attempts }: LedgerEntry): boolean =>
  attempts.some(({ outcome }) => outcome === 'condensed');

function labelWords(entry: LedgerEntry): string {
  const released = entry.label === 'personal' && entry.egressBytes > 0 && isSplit(entry);
  return released
    ? 'stays on this device; question and notes left with details replaced (router.split)'
    : LABEL_WORDS[entry.label];
}

const OUTCOME_WORDS: Record<Attempt['outcome'], string> = {
  answered: 'answered',
  proposed: 'proposed',
  condensed: 'took notes',
  low_confidence: 'not sure enough',
  declined: 'not its business',
  bridged: 'being loaded',
  waited: 'waited',
  failed: 'failed',
  cancelled: 'cancelled',
};

function headline(entry: LedgerEntry, paint: Paint): string {
  const time = duration(entry.durationMs);
  if (entry.status === 'cancelled') return paint.yellow(`Cancelled after ${time}.`);
  if (entry.status === 'error')
    return paint.red(`Not answered: ${entry.error ?? 'unknown error'}, after ${time}.`);
  const where = entry.place === 'local' ? paint.green('on this device') : paint.blue('in the cloud');
  return `Answered ${where} by ${paint.bold(entry.model)} in ${time}.`;
}

function costWords(entry: LedgerEntry): string {
  if (entry.place === 'cloud') return entry.costUsd === null ? 'no price is known' : money(entry.costUsd);
  if (entry.counterfactualUsd === null) return money(entry.costUsd);
  return `${money(entry.costUsd)}; the cloud would have taken about ${money(entry.counterfactualUsd)} (estimated)`;
}

function confidenceWords(entry: LedgerEntry): string {
  if (entry.confidence === null) return 'none read';
  const needed = entry.threshold === null ? '' : `, ${probability(entry.threshold)} was needed`;
  const how =
    entry.rawConfidence !== undefined
      ? `corrected by judged answers from ${probability(entry.rawConfidence)}`
      : entry.calibrated
        ? 'calibrated on held-out data'
        : 'a guess: no calibration, and too few judged answers yet';
  return `${probability(entry.confidence)}${needed} (${how})`;
}

function tokenWords(entry: LedgerEntry): string {
  if (entry.inputTokens === null && entry.outputTokens === null) return 'not counted';
  const cached = entry.cachedInputTokens ? ` (${entry.cachedInputTokens} reused)` : '';
  return `${entry.inputTokens ?? '?'} in${cached}, ${entry.outputTokens ?? '?'} out`;
}

function leftWords(entry: LedgerEntry): string {
  if (entry.egressBytes === 0) return 'nothing left this device';
  const to = entry.attempts.filter((attempt) => attempt.place === 'cloud').map((attempt) => attempt.model);
  const what = isSplit(entry) ? 'question and notes' : 'the request';
  return `${count(entry.egressBytes, 'byte')} of ${what}, to ${[...new Set(to)].join(', ') || 'the cloud'}`;
}

/** The whole decision of one request, for people. */
export function renderWhy(entry: LedgerEntry, paint: Paint, columns: number, now: number): string {
  const parts = [
    `${paint.bold('Request')} ${entry.requestId}`,
    paint.dim(
      cut(
        `${clock(entry.at, now)} · app ${oneLine(entry.app)} · ${entry.task} · asked for ${oneLine(entry.requestedModel)}`,
        columns,
      ),
    ),
    '',
    headline(entry, paint),
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
    ),
  ];
  if (entry.attempts.length > 0)
    parts.push(
      '',
      paint.bold('Tried'),
      renderTable(
        [
          { title: 'model' },
          { title: 'outcome' },
          { title: 'sure', right: true },
          { title: 'time', right: true },
          { title: 'because', flexible: true },
        ],
        entry.attempts.map((attempt) => [
          attempt.model,
          OUTCOME_WORDS[attempt.outcome],
          probability(attempt.confidence),
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
