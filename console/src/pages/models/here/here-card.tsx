import type { HereModel, MemoryMap } from '../../../../../src/contract/index.ts';
import { Card } from '../../../ui/card.tsx';
import { Damaged, type Problem } from './damaged.tsx';
import { HereRow } from './here-row.tsx';
import { withSkills } from './here-words.ts';

export interface Here {
  models: HereModel[];
  problems: Problem[];
}

interface HereCardProps {
  here: Here;
  map: MemoryMap | undefined;
  onChange: () => void;
}

/** The models on this device. */
export function HereCard({ here, map, onChange }: HereCardProps) {
  return (
    <Card title="On this device">
      {here.problems.map((problem) => (
        <Damaged key={problem.id} problem={problem} onForgotten={onChange} />
      ))}
      <ul>
        {withSkills(here.models).map(({ model, skills }) => (
          <HereRow
            key={model.model}
            model={model}
            skills={skills}
            inMemory={map?.models.some((one) => one.model === model.model) ?? false}
            pinned={map?.pinned.includes(model.model) ?? false}
            onChange={onChange}
          />
        ))}
      </ul>
      <p class="muted small models-note">
        Speed is how much a model writes: a token is about three quarters of a word. Figures are foreseen
        before a model ran and measured afterwards.
      </p>
    </Card>
  );
}
