import { fakeRecord } from '../../memory/testing/fake-engine.ts';
import type { Proposal } from '../proposal.ts';

const record = fakeRecord('m');
let models = 0;

/** A proposal in words. */
export const said = (text: string, more: Partial<Proposal> = {}): Proposal => ({
  member: { name: 'local/m', record, base: record },
  text,
  value: undefined,
  confidence: 0.9,
  calibrated: true,
  declined: false,
  logprob: -0.2,
  fluency: -0.1,
  finish: 'stop',
  usage: { inputTokens: 1, outputTokens: 1 },
  durationMs: 1,
  ...more,
});

/** A proposal in JSON, each of a model of its own unless said. */
export function json(value: unknown, confidence = 0.9, id = `m${(models += 1)}`): Proposal {
  const base = fakeRecord(id);
  const member = { name: `local/${id}`, record: base, base };
  return said(JSON.stringify(value), { value, confidence, member });
}
