import './next-steps.css';
import type { ComponentChildren } from 'preact';
import { Icon } from '../../../ui/icon.tsx';

interface NextStepProps {
  number: number;
  title: string;
  done: boolean;
  children: ComponentChildren;
}

/** One step that makes more possible; marked when it was taken. */
export function NextStep({ number, title, done, children }: NextStepProps) {
  return (
    <li class={`next-step${done ? ' next-step-done' : ''}`}>
      <span class="next-step-mark">
        {done ? <Icon name="check" /> : number}
        {done && <span class="hidden-words">done</span>}
      </span>
      <div>
        <h3>{title}</h3>
        {children}
      </div>
    </li>
  );
}
