import './connect.css';
import { pairingProblem, session } from '../api/session.ts';
import { Command } from '../ui/command.tsx';
import { Icon } from '../ui/icon.tsx';

/** What a browser sees that has not been let in, and how it gets in. */
export function Connect() {
  const ended = session.value === 'ended';
  return (
    <main class="connect">
      <div class="connect-card">
        <Icon name="brand" />
        <h1>{ended ? 'This browser’s access has ended' : 'Connect this browser'}</h1>
        {pairingProblem.value !== undefined && <p class="connect-problem">{pairingProblem.value}</p>}
        <p>
          Only people who can use this computer’s terminal may look in here. Type this in a terminal, and open
          the link that it prints:
        </p>
        <Command text="nearmost console" />
        <p class="muted">
          The link works once, for one browser. {ended ? 'Your conversations are still here.' : ''}
        </p>
      </div>
    </main>
  );
}
