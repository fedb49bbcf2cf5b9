import { useEffect } from 'preact/hooks';
import { href } from '../../shell/route.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { change, goOn } from './ask/actions.ts';
import { runOf } from './ask/runs.ts';
import { Bottom } from './bottom.tsx';
import type { Models } from './models/use-models.ts';
import { conversationOf } from './store/chats.ts';
import { TurnList } from './turns/turn-list.tsx';
import { useFollow } from './turns/use-follow.ts';

/** A conversation, and the place for its next question. */
export function ConversationView({ id, models }: { id: string; models: Models }) {
  const conversation = conversationOf(id).value;
  const { atEnd, goToEnd } = useFollow(conversation === undefined ? '' : id);
  const stop = runOf(id)?.stop;
  useEffect(() => {
    if (!stop) return undefined;
    const pressed = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && document.querySelector('dialog[open]') === null) stop();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [stop]);
  if (conversation === undefined) return null;
  if (conversation === 'missing')
    return (
      <Empty title="This conversation is not in this browser.">
        <p>
          It was deleted, or it was held in another browser. <a href={href('chat')}>Begin a new one</a>
        </p>
      </Empty>
    );
  const { head } = conversation;
  return (
    <>
      <h1 class="chat-title">{head.title}</h1>
      <TurnList conversation={conversation} ladder={models.ladder} />
      <Bottom
        place={id}
        model={head.model}
        label={head.label}
        models={models}
        running={stop}
        onChange={(more) => change(id, more)}
        onSend={(question) => (goOn(id, question), goToEnd())}
      >
        {!atEnd && (
          <div class="chat-newest">
            <Button icon="down" onClick={goToEnd}>
              Newest
            </Button>
          </div>
        )}
      </Bottom>
    </>
  );
}
