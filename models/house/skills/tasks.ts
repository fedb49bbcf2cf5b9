/** The skills that adapters add to the house model; a system message of just this word asks for one. */
export const SKILLS = ['title', 'private-spans', 'date'] as const;
export type Skill = (typeof SKILLS)[number];

/** What a span of `private-spans` can be. */
export const SPAN_TYPES = [
  'person',
  'organization',
  'place',
  'address',
  'phone',
  'email',
  'url',
  'ip',
  'card',
  'iban',
  'id',
  'date',
  'age',
] as const;
export type SpanType = (typeof SPAN_TYPES)[number];

/** What the `date` skill says of a reply. */
export const REPLIES = ['yes', 'no', 'none'] as const;
export type Reply = (typeof REPLIES)[number];

/** The control token that opens a prompt of a skill. */
export const skillToken = (skill: Skill): string => `<|${skill === 'private-spans' ? 'spans' : skill}|>`;

/** Opening parts of the answers, each one token; an answer ends with `"` and `}`, or with the last of these. */
export const TITLE_OPEN = '{"title":"';
export const firstSpan = (type: SpanType): string => `{"spans":[{"type":"${type}","value":"`;
export const nextSpan = (type: SpanType): string => `"},{"type":"${type}","value":"`;
export const SPANS_CLOSE = '"}]}';
export const SPANS_EMPTY = '{"spans":[]}';
export const replyOpen = (reply: Reply): string => `{"answer":"${reply}","date":"`;

/** All fixed parts of the skills' answers. */
export const SKILL_PIECES: readonly string[] = [
  TITLE_OPEN,
  ...SPAN_TYPES.flatMap((type) => [firstSpan(type), nextSpan(type)]),
  SPANS_CLOSE,
  SPANS_EMPTY,
  ...REPLIES.map(replyOpen),
];
