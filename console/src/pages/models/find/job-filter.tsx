import './job-filter.css';
import type { CatalogView, Job } from '../../../../../src/contract/index.ts';
import { JOB_WORDS } from '../words.ts';

interface JobFilterProps {
  jobs: CatalogView['jobs'];
  chosen: Job | undefined;
  onChoose: (job: Job | undefined) => void;
}

/** What the model shall do: one job, or any. */
export function JobFilter({ jobs, chosen, onChoose }: JobFilterProps) {
  return (
    <div class="jobs" role="group" aria-label="What for">
      <button
        class="job"
        type="button"
        aria-pressed={chosen === undefined}
        onClick={() => onChoose(undefined)}
      >
        Anything
      </button>
      {jobs.map(({ job }) => (
        <button
          key={job}
          class="job"
          type="button"
          aria-pressed={job === chosen}
          onClick={() => onChoose(job)}
        >
          {JOB_WORDS[job]}
        </button>
      ))}
    </div>
  );
}
