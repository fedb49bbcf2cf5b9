import type { PullStatus } from '../../../../../src/contract/index.ts';
import { bytes } from '../../../format/words.ts';

/** What came, and how one can be sure that it is the right thing. */
export function PullDone({ pull: { bytes: size, sha256, verified } }: { pull: PullStatus }) {
  return (
    <div class="muted small">
      {bytes(size)}.{' '}
      {sha256 !== null && (
        <>
          {verified
            ? 'Checked: every byte is what the source says, digest '
            : 'Checked for its form; the source tells no digest to compare with. Its own: '}
          <span class="pull-digest" title={sha256}>
            {sha256.slice(0, 12)}…
          </span>
        </>
      )}
    </div>
  );
}
