import { useState } from 'preact/hooks';
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

/** A conversation that has not begun. */
export function NewConversation({ models }: { models: Models }) {
  const settings = useLoad<Status>('/admin/status').data?.settings;
  const [chosen, setChosen] = useState<{ model?: string; label?: Label }>({});
  const model = chosen.model ?? 'auto';
  const label = chosen.label ?? settings?.apps[APP]?.label ?? settings?.label ?? 'personal';
  const ask = (question: Question): void => location.replace(href('chat', begin(question, { model, label })));
  const example = (text: string): void => ask({ text, files: [] });
  const past = conversations.value;
  if (past === undefined) return null;
  return (
    <>
      {past.length === 0 ? (
        <Welcome models={models} onAsk={example} />
      ) : (
        <section class="chat-start" aria-labelledby="new-conversation">
          <h1 id="new-conversation">What is to be done?</h1>
          <Examples onAsk={example} />
        </section>
      )}
      <Bottom
        place="new"
        model={model}
        label={label}
        models={models}
        running={undefined}
        onChange={(more) => setChosen({ ...chosen, ...more })}
        onSend={ask}
      />
    </>
  );
}
