import './menu.css';
import { Icon } from '../ui/icon.tsx';
import { PAGES } from './pages.ts';
import { href, place } from './route.ts';
import { ThemeButton } from './theme-button.tsx';

/** The pages: at the side, and at the bottom of a phone. */
export function Menu() {
  const current = PAGES.find(({ id }) => id === place.value.page) ?? PAGES[0];
  return (
    <nav class="menu" aria-label="Pages">
      <a class="menu-brand" href={href('chat')}>
        <Icon name="brand" /> <span>Nearmost</span>
      </a>
      <ul>
        {PAGES.map(({ id, title, icon }) => (
          <li key={id}>
            <a class="menu-link" href={href(id)} aria-current={id === current?.id ? 'page' : undefined}>
              <Icon name={icon} /> <span>{title}</span>
            </a>
          </li>
        ))}
      </ul>
      <ThemeButton />
    </nav>
  );
}
