import './icon.css';

/** Paths on a grid of 24, drawn with a line of 1.75. */
const PATHS = {
  brand:
    'M12 13.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3ZM12 17a5 5 0 1 0 0-10 5 5 0 0 0 0 10ZM12 21.5a9.5 9.5 0 1 0 0-19 9.5 9.5 0 0 0 0 19Z',
  chat: 'M4 5.5h16v11H10l-4.5 3.5v-3.5H4Z',
  now: 'M2.5 12h4l3-8 5 16 3-8h4',
  share: 'M12 3v9h9M20 15.5A9 9 0 1 1 8.5 4',
  models: 'M12 3 3.5 7.5 12 12l8.5-4.5ZM3.5 12 12 16.5 20.5 12M3.5 16.5 12 21l8.5-4.5',
  skills: 'M4 19 9 12l4 3.5L20 6M15 6h5v5',
  providers: 'M7 18.5a4.5 4.5 0 0 1-.500-9 6 6 0 0 1 11.5 1.5 3.8 3.8 0 0 1-.500 7.5Z',
  device: 'M7 7h10v10H7ZM10 3v4M14 3v4M10 17v4M14 17v4M3 10h4M3 14h4M17 10h4M17 14h4',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z',
  copy: 'M9 9h11v11H9ZM5 15H4V4h11v1',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  close: 'M6 6l12 12M18 6 6 18',
  plus: 'M12 5v14M5 12h14',
  stop: 'M7 7h10v10H7Z',
  send: 'M12 19V5M6 11l6-6 6 6',
  edit: 'M4 20h4L19 9l-4-4L4 16ZM13 7l4 4',
  again: 'M20 5v5h-5M19.5 10A8 8 0 1 0 20 14',
  left: 'm14 6-6 6 6 6',
  right: 'm10 6 6 6-6 6',
  down: 'm6 9 6 6 6-6',
  attach: 'm20 11-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7l-8.5 8.5a1.7 1.7 0 0 1-2.4-2.4L14 7.5',
  trash: 'M4 6.5h16M9 6V4h6v2M6.5 6.5l1 14h9l1-14M10 10.5v6M14 10.5v6',
  nearer: 'M12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM3 12h3.5M17.5 12H21M12 3v3.5M12 17.5V21',
  further: 'M7 17 17.5 6.5M9 6h9v9',
  good: 'M7 20V10.5l4-7.500a2 2 0 0 1 2 2.500L12.500 10H19a1.500 1.500 0 0 1 1.500 1.800l-1.300 6.700A2 2 0 0 1 17.200 20ZM3.500 10.500H7V20H3.500Z',
  bad: 'M7 4v9.500l4 7.500a2 2 0 0 0 2-2.500L12.500 14H19a1.500 1.500 0 0 0 1.500-1.800l-1.300-6.700A2 2 0 0 0 17.200 4ZM3.500 13.500H7V4H3.500Z',
  list: 'M9 6h11M9 12h11M9 18h11M4.500 6h.01M4.500 12h.01M4.500 18h.01',
  pin: 'M9 4h6l-1 7 3.5 3h-11L10 11ZM12 14v7',
  download: 'M12 4v11M7 10.5l5 5 5-5M4 20h16',
  warning: 'M12 4 2.5 20h19ZM12 10v5M12 17.5v.500',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM16 16l5 5',
  key: 'M8.5 19a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM12 11.5 20 3.5M16.5 7l3 3',
  menu: 'M4 7h16M4 12h16M4 17h16',
} as const;

export type IconName = keyof typeof PATHS;

/** A line drawing beside words that say the same; screen readers pass it by. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
