import './choice.css';
import { helps, talks } from '../models/ladder.ts';
import type { Models } from '../models/use-models.ts';

interface ModelChoiceProps {
  value: string;
  models: Models;
  onChange: (model: string) => void;
}

/** Which model is asked; nearly always Nearmost should decide. */
export function ModelChoice({ value, models: { listed, ladder }, onChange }: ModelChoiceProps) {
  const skills = listed.filter(helps);
  const cloud = listed.filter(({ place }) => place === 'cloud');
  const known = value === 'auto' || listed.some(({ id }) => id === value);
  const several = listed.some(({ id }) => id === 'moa') && listed.filter(talks).length > 1;
  return (
    <span class="composer-choice">
      <select aria-label="Model" value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="auto">Nearmost chooses</option>
        {!known && <option value={value}>{value} (is gone)</option>}
        <optgroup label="On this device">
          {ladder.local.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
          {several && <option value="moa">Several small ones together</option>}
        </optgroup>
        {cloud.length > 0 && (
          <optgroup label="In the cloud">
            {cloud.map(({ id }) => (
              <option key={id} value={id}>
                {id}
              </option>
            ))}
          </optgroup>
        )}
        {skills.length > 0 && (
          <optgroup label="For one job, on this device">
            {skills.map(({ id }) => (
              <option key={id} value={id}>
                {id.replace(/^local\//, '')}
              </option>
            ))}
          </optgroup>
        )}
      </select>
    </span>
  );
}
