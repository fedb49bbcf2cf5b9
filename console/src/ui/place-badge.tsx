import './place-badge.css';

/** Where an answer was made: on this device, or with a provider. */
export function PlaceBadge({ where }: { where: 'local' | 'cloud' }) {
  return <span class={`place place-${where}`}>{where === 'local' ? 'on this device' : 'cloud'}</span>;
}
