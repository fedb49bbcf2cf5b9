import './page.css';
import { useEffect } from 'preact/hooks';
import { place } from '../../shell/route.ts';
import { announced } from './ask/runs.ts';
import { ConversationView } from './conversation-view.tsx';
import { HistoryList } from './list/history-list.tsx';
import { SmallHead } from './list/small-head.tsx';
import { useModels } from './models/use-models.ts';
import { NewConversation } from './new-conversation.tsx';
import { beginChats, conversations } from './store/chats.ts';

/** Asks, and shows what was asked before; without a past it is what a person sees first of Nearmost. */
export function Page() {
  useEffect(beginChats, []);
  const models = useModels();
  const [id] = place.value.rest;
  const alone = conversations.value?.length === 0 && id === undefined;
  return (
    <div class={alone ? 'chat chat-alone' : 'chat'}>
      {!alone && (
        <div class="chat-side">
          <HistoryList shown={id} />
        </div>
      )}
      <div class="chat-main">
        <SmallHead shown={id} />
        {id === undefined ? (
          <NewConversation models={models} />
        ) : (
          <ConversationView key={id} id={id} models={models} />
        )}
      </div>
      <div class="hidden-words" role="status" aria-live="polite">
        {announced.value}
      </div>
    </div>
  );
}
