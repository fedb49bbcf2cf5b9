import type { Finding } from '../../../../src/contract/index.ts';
import { href } from '../../shell/route.ts';
import { Command } from '../../ui/command.tsx';
import { Icon } from '../../ui/icon.tsx';
import { fixOf } from './fix-of.ts';

const CHECK: Readonly<Record<string, string>> = {
  node: 'Node.js, which runs Nearmost',
  machine: 'Machine',
  memory: 'Memory',
  gpu: 'Graphics processor',
  accelerator: 'Fastest engine',
  disk: 'Disk',
  platform: 'System',
  engine: 'Text engine',
  home: 'Home folder',
  settings: 'Settings',
  token: 'Access token',
  model: 'Model',
  models: 'Models',
  server: 'Server',
  link: 'Network',
  keys: 'Provider keys',
  consent: 'What may leave',
  reach: 'Provider',
};
/** Pages of the console where a finding can be mended too. */
const PAGE: Readonly<Record<string, { id: string; words: string }>> = {
  keys: { id: 'providers', words: 'Or add a key on the page Providers' },
  consent: { id: 'providers', words: 'Or choose it on the page Providers' },
  models: { id: 'models', words: 'Or choose one on the page Models' },
};
const LEVEL: Record<Finding['level'], string> = { ok: 'fine', note: 'could be better', problem: 'problem' };

/** One finding with its next step. */
export function FindingRow({ finding: { check, level, words, fix } }: { finding: Finding }) {
  const next = fix === undefined ? undefined : fixOf(fix);
  const page = fix === undefined ? undefined : PAGE[check];
  return (
    <li class={`finding finding-${level}`}>
      <Icon name={level === 'ok' ? 'check' : 'warning'} />
      <div>
        <div class="finding-check">
          {CHECK[check] ?? check}
          <span class="hidden-words"> ({LEVEL[level]})</span>
        </div>
        <p>{words.charAt(0).toUpperCase() + words.slice(1)}</p>
        {next !== undefined && next.words !== '' && <p class="muted">{next.words}</p>}
        {next?.command !== undefined && (
          <Command text={next.command} label={`Command: ${CHECK[check] ?? check}`} />
        )}
        {page && (
          <p>
            <a href={href(page.id)}>{page.words}</a>
          </p>
        )}
      </div>
    </li>
  );
}
