import { useRef } from 'preact/hooks';
import { bytes } from '../../../format/words.ts';
import { Button } from '../../../ui/button.tsx';
import { LARGEST_BYTES } from './read-text-file.ts';

/** Chooses text files that go with the question. */
export function AttachButton({ onChoose }: { onChoose: (files: File[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const label = `Attach a text file (at most ${bytes(LARGEST_BYTES)})`;
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={label}
        onChange={(event) => {
          onChoose([...(event.currentTarget.files ?? [])]);
          // The same file may be chosen again.
          event.currentTarget.value = '';
        }}
      />
      <Button kind="quiet" icon="attach" label={label} onClick={() => input.current?.click()} />
    </>
  );
}
