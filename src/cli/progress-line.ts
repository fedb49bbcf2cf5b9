import type { Progress } from '../store/progress.ts';
import type { Cli } from './context.ts';
import { bytes, duration } from './format.ts';
import type { Paint } from './paint.ts';
import { pad } from './text.ts';

const BAR = 24;

/** A download on one line: share, bar, bytes, rate, time left. */
export function progressLine(progress: Progress, paint: Paint): string {
  const { bytes: done, total, bytesPerSecond, secondsLeft } = progress;
  const rate = bytesPerSecond > 0 ? `${bytes(bytesPerSecond)}/s` : '';
  const left = secondsLeft === undefined || secondsLeft === 0 ? '' : `${duration(secondsLeft * 1000)} left`;
  if (total === undefined || total === 0) return [bytes(done), rate].filter((part) => part !== '').join('  ');
  const share = Math.min(1, done / total);
  const filled = Math.floor(share * BAR);
  const bar = paint.green('█'.repeat(filled)) + paint.dim('░'.repeat(BAR - filled));
  const percent = pad(`${Math.floor(share * 100)} %`, 5, 'right');
  return [`${percent}  ${bar}`, `${bytes(done)} of ${bytes(total)}`, rate, left]
    .filter((part) => part !== '')
    .join('  ');
}

/**
 * Shows a download: one line redrawn on a terminal, a plain line at every tenth elsewhere.
 * @returns the listener, and `end` which clears the line
 */
export function showProgress(cli: Cli): { update: (progress: Progress) => void; end: () => void } {
  let tenth = -1;
  return {
    update(progress) {
      if (cli.redraws) {
        cli.redraw(progressLine(progress, cli.paint));
        return;
      }
      const now = progress.total ? Math.floor((progress.bytes / progress.total) * 10) : -1;
      if (now <= tenth) return;
      tenth = now;
      cli.note(progressLine(progress, cli.paint).trim());
    },
    end: () => cli.redraw(''),
  };
}
