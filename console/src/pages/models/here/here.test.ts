import { expect, test } from 'vitest';
import type { HereModel } from '../../../../../src/contract/index.ts';
import { aboutWords, onTopWords, withSkills } from './here-words.ts';

const model = (change: Partial<HereModel> = {}): HereModel => ({
  model: 'local/house',
  name: 'House',
  jobs: ['command'],
  licence: 'Apache-2.0',
  bytes: 4_383_936,
  quantisation: 'F16',
  parameters: 2_164_416,
  contextLength: 512,
  origin: 'embedded',
  source: 'embedded',
  sha256: null,
  base: null,
  contextSize: 512,
  sequences: 8,
  predicted: { bytes: 1, tokensPerSecond: 1 },
  measured: { bytes: null, tokensPerSecond: null, answers: 0 },
  ...change,
});

test('about a model in words', () => {
  expect(aboutWords(model())).toBe(
    'commands · 4.4 MB on disk · 2 million parameters · licence Apache-2.0 · comes with Nearmost',
  );
  expect(aboutWords(model({ licence: '', origin: 'in-place', parameters: 4e9 }))).toContain(
    '4.0 billion parameters · licence unknown · your file',
  );
});

test('what stands on it', () => {
  const on = (name: string, jobs: HereModel['jobs']): HereModel =>
    model({ model: `local/house+${name}`, base: 'local/house', jobs });
  expect(onTopWords([])).toBe('');
  expect(onTopWords([on('title', ['skill']), on('date', ['skill']), on('reversed', ['command'])])).toBe(
    'With 2 skills: title, date · 1 variant: reversed',
  );
});

test('skills stand under their base; one whose base is gone stands alone', () => {
  const skill = model({ model: 'local/house+title', base: 'local/house' });
  const lost = model({ model: 'local/x+y', base: 'local/x' });
  const grouped = withSkills([model(), skill, lost]);
  expect(grouped.map(({ model: { model: id }, skills }) => [id, skills.length])).toEqual([
    ['local/house', 1],
    ['local/x+y', 0],
  ]);
});
