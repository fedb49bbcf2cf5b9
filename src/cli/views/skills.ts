import { currentOf, type SkillState } from '../../adapters/state.ts';
import type { Paint } from '../paint.ts';
import { renderTable } from '../table.ts';

/** An installed skill as it is listed. */
export interface SkillRow {
  name: string;
  /** Null: what is known of it cannot be read. */
  version: string | null;
  /** Versions that can be gone back to, newest first. */
  before: string[];
  model: string | null;
  signer: string | null;
  source: string | null;
  /** ISO day after which no device takes this version any more; it keeps serving. */
  expires: string | null;
  expired: boolean;
}

export function skillRow(name: string, state: SkillState | undefined, now: number): SkillRow {
  const version = state && currentOf(state);
  const expires = /"expires":"([\d-]{10})/.exec(version?.envelope ?? '')?.[1] ?? null;
  const at = state?.versions.findIndex((one) => one === version) ?? 0;
  return {
    name,
    version: version?.version ?? null,
    before: (state?.versions ?? [])
      .slice(0, at)
      .map((one) => one.version)
      .toReversed(),
    model: version?.model ?? null,
    signer: version?.signer.name ?? null,
    source: state?.source ?? null,
    expires,
    expired: expires !== null && Date.parse(expires) <= now,
  };
}

/** The installed skills. */
export function renderSkills(rows: readonly SkillRow[], paint: Paint, columns: number): string {
  if (rows.length === 0) return 'No skill package is installed. Install one: nearmost skill install <folder>';
  return renderTable(
    [
      { title: 'skill', paint: paint.bold },
      { title: 'version' },
      { title: 'serves as' },
      { title: 'signed by' },
      { title: 'until' },
      { title: 'from', flexible: true, paint: paint.dim },
    ],
    rows.map(({ name, version, model, signer, source, expires, expired }) => [
      name,
      version ?? 'damaged',
      model ?? '',
      signer ?? '',
      expired ? `${expires} (expired)` : (expires ?? ''),
      source ?? '',
    ]),
    paint,
    columns,
  );
}
