import './shell.css';
import { useEffect } from 'preact/hooks';
import { keepListening } from '../api/live.ts';
import { session } from '../api/session.ts';
import { Connect } from './connect.tsx';
import { ConnectionNotice } from './connection-notice.tsx';
import { CurrentPage } from './current-page.tsx';
import { Menu } from './menu.tsx';

/** The frame around every page: menu, state of the connection, and the page; or the way in. */
export function Shell() {
  useEffect(keepListening, []);
  if (session.value !== 'open') return <Connect />;
  return (
    <div class="shell">
      <a class="skip" href="#main" onClick={(event) => (event.preventDefault(), focusMain())}>
        Skip to the page
      </a>
      <Menu />
      <main id="main" class="shell-main" tabIndex={-1}>
        <ConnectionNotice />
        <CurrentPage />
      </main>
    </div>
  );
}

const focusMain = (): void => document.querySelector<HTMLElement>('#main')?.focus();
