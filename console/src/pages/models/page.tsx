import './page.css';
import { useState } from 'preact/hooks';
import type { CatalogView } from '../../../../src/contract/index.ts';
import { useEvents } from '../../api/use-events.ts';
import { useLoad } from '../../api/use-load.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { FindCard } from './find/find-card.tsx';
import { HereCard, type Here } from './here/here-card.tsx';
import { History } from './memory/history.tsx';
import { MemoryCard } from './memory/memory-card.tsx';
import { useMemory } from './memory/use-memory.ts';
import { Pulls } from './pulls/pulls.tsx';
import { usePulls } from './pulls/use-pulls.ts';
import { useSoon } from './use-soon.ts';
import { Recommended } from './recommended.tsx';

/** The models of this device: what fits, what is here, what is in memory, and how more come. */
export function Page() {
  const [allEvents, setAllEvents] = useState(false);
  const catalog = useLoad<CatalogView>('/admin/catalog');
  const here = useLoad<Here>('/admin/here');
  const memory = useMemory();
  const changed = (): void => {
    here.reload();
    memory.reload();
    catalog.reload();
  };
  const { pulls, reload } = usePulls(changed);
  // what was measured of a model is stored shortly after it came or answered
  const [came, answered] = [useSoon(here.reload, 2000), useSoon(here.reload, 10_000)];
  useEvents(({ type }) => {
    if (type === 'model-ready') came();
    if (type === 'request-end') answered();
  });
  return (
    <>
      <PageHead
        title="Models"
        about="A model is a file that can write, sort or search. Those on this device answer without the internet, and nothing leaves."
      />
      <ErrorNotice error={catalog.error ?? here.error ?? memory.error} />
      <div class="stack models">
        {!catalog.data && !catalog.error && (
          <p class="muted" role="status">
            Seeing what fits this machine …
          </p>
        )}
        {catalog.data && <Recommended view={catalog.data} pulls={pulls} onBegun={reload} />}
        <Pulls pulls={pulls} onChange={reload} />
        {memory.data && <MemoryCard map={memory.data} onChange={memory.reload} />}
        {here.data && <HereCard here={here.data} map={memory.data} onChange={changed} />}
        {catalog.data && <FindCard view={catalog.data} pulls={pulls} onBegun={reload} />}
        {memory.data && (
          <History
            events={memory.data.history}
            now={memory.data.now}
            all={allEvents}
            onAll={() => setAllEvents(true)}
          />
        )}
      </div>
    </>
  );
}
