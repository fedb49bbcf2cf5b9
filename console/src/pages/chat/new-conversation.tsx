import { useEffect, useState } from 'preact/hooks';
import type { Label } from '../../../../src/contract/index.ts';
import { useLoad } from '../../api/use-load.ts';
import { href } from '../../shell/route.ts';
import { begin, type Question } from './ask/actions.ts';
import { APP } from './ask/ask-server.ts';
import { Bottom } from './bottom.tsx';
import type { Models } from './models/use-models.ts';
import { conversations } from './store/chats.ts';
import { Examples } from './welcome/examples.tsx';
import { Welcome } from './welcome/welcome.tsx';

interface Status {
  settings: { label: Label; apps: Record<string, { label?: Label }> };
}

/** What the owner set for this page; undefined: not known yet. A doubt stays here. */
function labelOf(status: Status | undefined, failed: boolean): Label | undefined {
  if (status) return status.settings.apps[APP]?.label ?? status.settings.label;
  return failed ? 'secret' : undefined;
}

/** A conversation that has not begun. */
export function NewConversation({ models }: { models: Models }) {
  const { data, error } = useLoad<Status>('/admin/status');
  const [chosen, setChosen] = useState<{ model?: string; label?: Label }>({});
  /** Asked before it was known what may leave. */
  const [waiting, setWaiting] = useState<Question>();
  const model = chosen.model ?? 'auto';
  const label = chosen.label ?? labelOf(data, error !== undefined);
  const ask = (question: Question): void => {
    if (label === undefined) setWaiting(question);
    else location.replace(href('chat', begin(question, { model, label })));
  };
  useEffect(() => {
    if (waiting && label !== undefined) ask(waiting);
  }, [waiting, label]);
  const example = (text: string): void => ask({ text, files: [] });
  const past = conversations.value;
  return (
    <>
      {past?.length === 0 && <Welcome models={models} onAsk={example} />}
      {past !== undefined && past.length > 0 && (
        <section class="chat-start" aria-labelledby="new-conversation">
          <h1 id="new-conversation">What is to be done?</h1>
          <Examples onAsk={example} />
        </section>
      )}
      <Bottom
        place="new"
        model={model}
        label={label ?? 'personal'}
        models={models}
        running={undefined}
        onChange={(more) => setChosen({ ...chosen, ...more })}
        onSend={ask}
      />
    </>
  );
}
