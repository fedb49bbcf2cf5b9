import './composer.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import type { Question } from '../ask/actions.ts';
import { AttachButton } from './attach-button.tsx';
import { draftOf, dropDraft, writeDraft } from './draft.ts';
import { FileChip } from './file-chip.tsx';
import { readTextFile } from './read-text-file.ts';
import { useGrowing } from './use-growing.ts';

interface ComposerProps {
  /** The conversation, or `new`. */
  place: string;
  /** An answer is coming. */
  running: boolean;
  onSend: (question: Question) => void;
  onStop: () => void;
  /** Choices below the words. */
  children: ComponentChildren;
}

const MOST_FILES = 8;

/** Where questions are written. Enter sends, Shift and Enter begin a new line, Escape stops an answer. */
export function Composer({ place, running, onSend, onStop, children }: ComposerProps) {
  const { text, files } = draftOf(place);
  const [problem, setProblem] = useState<string>();
  const [dropping, setDropping] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useGrowing(field, text.value);
  useEffect(() => {
    setProblem(undefined);
    // On a phone the keyboard would cover what is to be read.
    if (matchMedia('(hover: hover)').matches) field.current?.focus({ preventScroll: true });
  }, [place]);
  const empty = text.value.trim() === '' && files.value.length === 0;
  const send = (): void => {
    const question = { text: text.value, files: files.value };
    // Asked of the draft, not of what is drawn: Enter may come twice before the next frame.
    if (running || (question.text.trim() === '' && question.files.length === 0)) return;
    dropDraft(place);
    setProblem(undefined);
    onSend(question);
    field.current?.focus();
  };
  const attach = async (chosen: readonly File[]): Promise<void> => {
    setProblem(undefined);
    for (const file of chosen) {
      const read = await readTextFile(file);
      if ('why' in read) setProblem(read.why);
      else if (files.value.length >= MOST_FILES)
        setProblem(`At most ${MOST_FILES} files go with a question.`);
      else files.value = [...files.value, read];
    }
    field.current?.focus();
  };
  return (
    <form
      class={`composer${dropping ? ' composer-dropping' : ''}`}
      onSubmit={(event) => (event.preventDefault(), send())}
      onDragOver={(event) => (event.preventDefault(), setDropping(true))}
      onDragLeave={() => setDropping(false)}
      onDrop={(event) => {
        event.preventDefault();
        setDropping(false);
        void attach([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      {files.value.length > 0 && (
        <ul class="composer-files" aria-label="Files that go along">
          {files.value.map((file) => (
            <FileChip
              key={file.name}
              name={file.name}
              size={file.bytes}
              onRemove={() => (files.value = files.value.filter((one) => one !== file))}
            />
          ))}
        </ul>
      )}
      {problem !== undefined && (
        <p class="composer-problem" role="alert">
          {problem}
        </p>
      )}
      <textarea
        ref={field}
        rows={1}
        value={text.value}
        aria-label="Your question"
        placeholder="Ask, or say what is to be done"
        onInput={(event) => writeDraft(place, event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      <div class="composer-row">
        <AttachButton onChoose={(chosen) => void attach(chosen)} />
        {children}
        {running ? (
          <Button icon="stop" label="Stop (Escape)" onClick={onStop} />
        ) : (
          <Button kind="main" type="submit" icon="send" label="Send (Enter)" disabled={empty} />
        )}
      </div>
    </form>
  );
}
