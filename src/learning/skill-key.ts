import { createHash } from 'node:crypto';
import type { ChatRequest } from '../contract/index.ts';
import { systemOf, textOf, type Template } from './template.ts';

/** The part of a request that its app's template fixes, and the text that changes. */
export interface FixedPart {
  /** Equal for requests with one template; dates and times in it do not count. */
  readonly key: string;
  readonly template: Template;
  /** The whole last user message. */
  readonly text: string;
  /** Whether something was said and answered before: worked examples, or a conversation. */
  readonly history: boolean;
}

/** JSON with the keys of objects in order, so that equal values are equal texts. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

const MONTH =
  '(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)';
/** What templates fill in anew each day or request without becoming another template. */
const CHANGING = new RegExp(
  [
    String.raw`\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`,
    String.raw`\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?`,
    String.raw`\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b`,
    String.raw`\b(?:\d{1,2}(?:st|nd|rd|th)? ${MONTH}|${MONTH} \d{1,2}(?:st|nd|rd|th)?),? \d{4}\b`,
    String.raw`\b\d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp]\.?[Mm]\b\.?)?`,
    String.raw`\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b`,
  ].join('|'),
  'g',
);

/** Longest fixed part, in characters: a template is stored with its skill. */
const LONGEST_TEMPLATE = 200_000;

/** Hash of a text, in hex. */
export const shortHash = (text: string, length: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, length);

/**
 * Takes a request apart. Undefined: it cannot be part of a skill, because it holds more than text, a tool is being used,
 * it does not end with a user's message, or what stands before that is longer than 200,000 characters.
 */
export function fixedPartOf(request: ChatRequest): FixedPart | undefined {
  const { messages, tools, toolChoice, responseFormat } = request;
  const last = messages.at(-1);
  if (last?.role !== 'user') return undefined;
  for (const message of messages) {
    if (message.role === 'tool' || textOf(message) === undefined) return undefined;
    if (message.role === 'assistant' && message.toolCalls !== undefined && message.toolCalls.length > 0)
      return undefined;
  }
  const before = messages.slice(0, -1);
  if (before.reduce((sum, message) => sum + (textOf(message) ?? '').length, 0) > LONGEST_TEMPLATE)
    return undefined;
  const template: Template = {
    messages: before,
    ...(tools === undefined || tools.length === 0 ? {} : { tools }),
    ...(toolChoice === undefined ? {} : { toolChoice }),
    ...(responseFormat === undefined || responseFormat.type === 'text' ? {} : { responseFormat }),
    prefix: '',
    suffix: '',
  };
  const said = before.map((message) => [message.role, (textOf(message) ?? '').replace(CHANGING, '#')]);
  const key = shortHash(canonicalJson({ ...template, messages: said }), 32);
  const history = before.some(({ role }) => role !== 'system');
  return { key, template, text: textOf(last) ?? '', history };
}

/** Name of a skill in models, commands and addresses: its app in plain letters and the beginning of a hash. */
export function skillId(app: string, key: string, prefix: string, suffix: string): string {
  const plain = app
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 14)
    .replace(/-+$/, '');
  return `${plain || 'app'}-${shortHash(canonicalJson([app, key, prefix, suffix]), 8)}`;
}

const NAME_LENGTH = 48;

/** Name for people: the first words of what is fixed. */
export function skillName(app: string, template: Template): string {
  const words = [template.prefix, systemOf(template), template.suffix]
    .map((text) => text.replace(/[\s\p{Cc}]+/gu, ' ').trim())
    .find((text) => text !== '');
  if (words === undefined) return `what ${app} asks`;
  if (words.length <= NAME_LENGTH) return words.replace(/[\s:]+$/, '');
  const short = words.slice(0, NAME_LENGTH + 1);
  const space = short.lastIndexOf(' ');
  return `${(space > 20 ? short.slice(0, space) : short.slice(0, NAME_LENGTH)).replace(/[\s:,;]+$/, '')}…`;
}
