import { signal } from '@preact/signals';
import { kept } from '../api/storage.ts';
import { Icon } from '../ui/icon.tsx';

type Theme = 'light' | 'dark';
const KEY = 'nearmost.theme';
const ofSystem = (): Theme => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
const read = (): Theme | undefined => {
  const stored = kept.read(KEY);
  return stored === 'light' || stored === 'dark' ? stored : undefined;
};

const theme = signal<Theme>(read() ?? ofSystem());
const apply = (): void => {
  document.documentElement.dataset['theme'] = theme.value;
};
apply();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  theme.value = read() ?? ofSystem();
  apply();
});

/** Light or dark; begins with what the system says. */
export function ThemeButton() {
  const other = theme.value === 'dark' ? 'light' : 'dark';
  const turn = (): void => {
    theme.value = other;
    kept.write(KEY, other);
    apply();
  };
  return (
    <button class="menu-theme" type="button" onClick={turn} aria-label={`Switch to ${other} colours`}>
      <Icon name={theme.value === 'dark' ? 'sun' : 'moon'} />
      <span>{other === 'dark' ? 'Dark' : 'Light'}</span>
    </button>
  );
}
