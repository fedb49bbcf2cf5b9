import { fakeRecord } from '../../memory/testing/fake-engine.ts';
import type { Proposal } from '../proposal.ts';

const record = fakeRecord('m');

/** A proposal in words. */
export const said = (text: string, more: Partial<Proposal> = {}): Proposal => ({
  member: { name: 'local/m', record, base: record },
  text,
  value: undefined,
  confidence: 0.9,
  calibrated: true,
  declined: false,
  fluency: -0.1,
  finish: 'stop',
  usage: { inputTokens: 1, outputTokens: 1 },
  durationMs: 1,
  ...more,
});

/** A proposal in JSON. */
export const json = (value: unknown, confidence = 0.9): Proposal =>
  said(JSON.stringify(value), { value, confidence });
