import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { spansAnswer } from './rows.ts';
import type { PrivateSpan, SkillRow } from './rows.ts';
import type { SpanType } from './tasks.ts';

interface PiiRow {
  readonly full_text: string;
  readonly template_id: number;
  readonly spans: readonly {
    readonly entity_type: string;
    readonly start_position: number;
    readonly end_position: number;
  }[];
}

/** Types of the set and ours; TITLE ("Dr.") and NRP (nationalities) are left out. */
const TYPES: Readonly<Record<string, SpanType>> = {
  PERSON: 'person',
  ORGANIZATION: 'organization',
  GPE: 'place',
  STREET_ADDRESS: 'address',
  ZIP_CODE: 'address',
  PHONE_NUMBER: 'phone',
  EMAIL_ADDRESS: 'email',
  DOMAIN_NAME: 'url',
  IP_ADDRESS: 'ip',
  CREDIT_CARD: 'card',
  IBAN_CODE: 'iban',
  US_SSN: 'id',
  US_DRIVER_LICENSE: 'id',
  DATE_TIME: 'date',
  AGE: 'age',
};

/**
 * Rows of presidio-research (synthetic people), or undefined where the file is absent. Parts of one address that stand next
 * to each other are one span. The origin is the number of the row's template.
 */
export function readPii(data: string): SkillRow[] | undefined {
  const path = join(data, 'pii', 'presidio_synth_first1000.json');
  if (!existsSync(path)) return undefined;
  const rows = JSON.parse(readFileSync(path, 'utf8')) as PiiRow[];
  return rows.map((row) => ({
    skill: 'private-spans',
    text: row.full_text.trim(),
    answer: spansAnswer(spansOf(row)),
    origin: String(row.template_id),
  }));
}

function spansOf({ full_text: text, spans }: PiiRow): PrivateSpan[] {
  const points = Array.from(text);
  const found = spans
    .flatMap(({ entity_type: type, start_position: start, end_position: end }) =>
      TYPES[type] === undefined ? [] : [{ type: TYPES[type], start, end }],
    )
    .sort((a, b) => a.start - b.start);
  const joined: { type: SpanType; start: number; end: number }[] = [];
  for (const span of found) {
    const last = joined.at(-1);
    const between = last ? points.slice(last.end, span.start).join('') : 'x';
    if (last?.type === 'address' && span.type === 'address' && /^[\s,]*$/.test(between)) last.end = span.end;
    else joined.push({ ...span });
  }
  return joined
    .map(({ type, start, end }) => ({ type, value: points.slice(start, end).join('').trim() }))
    .filter(({ value }) => value !== '');
}
