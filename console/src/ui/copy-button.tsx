import { useEffect, useState } from 'preact/hooks';
import { Button } from './button.tsx';

const SHOWN_MS = 3000;

/** Puts a text into the clipboard and says so. */
export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }) {
  const [state, setState] = useState<'ready' | 'done' | 'refused'>('ready');
  useEffect(() => {
    if (state === 'ready') return undefined;
    const timer = setTimeout(() => setState('ready'), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = (): void =>
    void navigator.clipboard.writeText(text).then(
      () => setState('done'),
      () => setState('refused'),
    );
  const words = { ready: label, done: 'Copied', refused: 'Your browser refused' }[state];
  return <Button kind="quiet" icon={state === 'done' ? 'check' : 'copy'} label={words} onClick={copy} />;
}
