import './find-card.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { CatalogView, Job, PullStatus } from '../../../../../src/contract/index.ts';
import { useLoad } from '../../../api/use-load.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { Field } from '../../../ui/field.tsx';
import { CatalogItem } from './catalog-item.tsx';
import { JobFilter } from './job-filter.tsx';
import { OtherModel } from './other-model.tsx';
import { otherName } from './other-name.ts';

interface FindCardProps {
  view: CatalogView;
  pulls: readonly PullStatus[];
  onBegun: () => void;
}

const SETTLE_MS = 200;
/** Shown before a person searches or asks for all. */
const FEW = 6;

/** The list of models worth having, searched by job and by words; others by their name. */
export function FindCard({ view: whole, pulls, onBegun }: FindCardProps) {
  const [typed, setTyped] = useState('');
  const [words, setWords] = useState('');
  const [job, setJob] = useState<Job>();
  useEffect(() => {
    const timer = setTimeout(() => setWords(typed.trim().slice(0, 200)), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const other = otherName(typed);
  const query = new URLSearchParams({ ...(words && { q: words }), ...(job && { job }) }).toString();
  const found = useLoad<CatalogView>(query === '' ? undefined : `/admin/catalog?${query}`);
  // what was found last stays until the new is here
  const last = useRef(whole.models);
  last.current = (query === '' ? whole : found.data)?.models ?? last.current;
  const models = last.current;
  const { hub, offline } = whole.device;
  const [all, setAll] = useState(false);
  const shown = all || models !== whole.models ? models : models.slice(0, FEW);
  return (
    <Card title="Find a model">
      <div class="find">
        <Field
          label="What should it do, or what is it called?"
          type="search"
          value={typed}
          onInput={setTyped}
          placeholder="languages, code, qwen, owner/name"
        />
        <JobFilter jobs={whole.jobs} chosen={job} onChoose={setJob} />
        <ErrorNotice error={found.error} />
        {offline && <p class="muted">Nearmost is in offline mode, so nothing is fetched.</p>}
        <ul class="find-list" aria-label="Models">
          {other !== undefined && <OtherModel name={other} hub={hub} pulls={pulls} onBegun={onBegun} />}
          {shown.map((row) => (
            <CatalogItem
              key={row.name}
              row={row}
              pull={pulls.find(({ model }) => model === row.name)}
              onBegun={onBegun}
            />
          ))}
        </ul>
        {shown.length < models.length && (
          <div>
            <Button onClick={() => setAll(true)}>Show all {models.length}</Button>
          </div>
        )}
        {models.length === 0 && other === undefined && (
          <Empty title="No model of the list is called or described like that.">
            <p>
              Try fewer words, or another job. Any model in the GGUF format can be fetched by its name at{' '}
              {hub}: owner/name
            </p>
          </Empty>
        )}
      </div>
    </Card>
  );
}
