import './notice.css';
import type { ComponentChildren } from 'preact';
import { Icon } from './icon.tsx';

interface NoticeProps {
  level: 'ok' | 'note' | 'problem';
  title: string;
  /** Why, and the next step. */
  children?: ComponentChildren;
}

/** Something a person should know, with the next step. Problems are read out at once. */
export function Notice({ level, title, children }: NoticeProps) {
  return (
    <div class={`notice notice-${level}`} role={level === 'problem' ? 'alert' : 'status'}>
      <Icon name={level === 'ok' ? 'check' : 'warning'} />
      <div>
        <strong>{title}</strong>
        {children !== undefined && <div class="notice-more">{children}</div>}
      </div>
    </div>
  );
}
