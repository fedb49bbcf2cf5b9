import './button.css';
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.tsx';

interface ButtonProps {
  /** `main`: what most people want here, once a view; `plain`: everything else; `quiet`: inside a row; `danger`: cannot be taken back. */
  kind?: 'main' | 'plain' | 'quiet' | 'danger';
  icon?: IconName;
  disabled?: boolean;
  /** Instead of words that can be seen: what the icon means. */
  label?: string;
  type?: 'button' | 'submit';
  /** Whether what it opens is open, or what it switches is on. */
  expanded?: boolean;
  pressed?: boolean;
  onClick?: (event: MouseEvent) => void;
  children?: ComponentChildren;
}

/** Something to press. */
export function Button(props: ButtonProps) {
  const {
    kind = 'plain',
    icon,
    label,
    type = 'button',
    disabled = false,
    expanded,
    pressed,
    children,
  } = props;
  return (
    <button
      type={type}
      disabled={disabled}
      onClick={props.onClick}
      aria-expanded={expanded}
      aria-pressed={pressed}
      class={`button button-${kind}${children === undefined ? ' button-icon' : ''}`}
      aria-label={label}
      title={label}
    >
      {icon && <Icon name={icon} />}
      {children !== undefined && <span>{children}</span>}
    </button>
  );
}
