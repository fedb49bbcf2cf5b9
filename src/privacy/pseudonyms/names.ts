import type { Span } from './span.ts';

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** Texts that hold nothing to look for. */
const isName = (text: string): boolean => /[\p{L}\p{N}]/u.test(text) && !/[<>]/.test(text);

/** What may stand between the letters of a detail that is spelled in another way. A class of few, since large ones take long to compile. */
const SEPARATOR = '[\\s().,:;@_+*=|/\'"-]{0,3}';
/** Numbers with fewer digits are too common to be looked for in another spelling. */
const TELLING_DIGITS = 7;

/** A pattern for a mail address or a number wherever it stands, also within other letters and spelled apart; undefined: it is neither. */
function insidePattern(text: string): string | undefined {
  const letters = text.match(/[\p{L}\p{N}]/gu) ?? [];
  const digits = letters.filter((letter) => /\d/.test(letter)).length;
  const isNumber = digits >= TELLING_DIGITS && digits * 2 >= letters.length;
  return text.includes('@') || isNumber ? letters.join(SEPARATOR) : undefined;
}

/**
 * A pattern for every place where one of the texts stands as words of its own, in any case and with any white space, and where a
 * mail address or a number stands at all; undefined: there are none.
 */
export function wordsPattern(texts: Iterable<string>): RegExp | undefined {
  const known = [...new Set([...texts].map((text) => text.trim()))].filter(isName);
  if (known.length === 0) return undefined;
  const inside = known.flatMap((text) => insidePattern(text) ?? []);
  const words = known
    .filter((text) => insidePattern(text) === undefined)
    .toSorted((a, b) => b.length - a.length)
    .map((text) => text.split(/\s+/).map(escape).join('\\s+'));
  // the borders once: their classes are large
  const apart = words.length === 0 ? [] : [`(?<![\\p{L}\\p{N}])(?:${words.join('|')})(?![\\p{L}\\p{N}])`];
  return new RegExp([...inside, ...apart].join('|'), 'giu');
}

const TITLES =
  'Mr|Mrs|Ms|Mx|Miss|Mister|Dr|Prof|Professor|Sir|Lady|Herrn?|Frau|Monsieur|Madame|Mme|Señora?|Sra?|Signora?|Dear|Liebe|Lieber|Cher|Chère|Querid[oa]|Hi|Hello';
const FIELDS =
  "[Mm]y name is|[Nn]ame is|[Ii]ch hei(?:ß|ss)e|[Mm]ein Name ist|[Jj]e m'appelle|[Mm]e llamo|(?:First |Last |Full |Sur|Vor|Nach)?[Nn]ame ?:|(?:Patient|Tenant|Landlord|Client|Customer|Employee|Employer|Buyer|Seller|Borrower|Lender|Insured|Applicant|Witness|Signed|Signed by|Contact|From|To|Cc|Attn|Mieter|Vermieter|Patientin|Kunde|Kundin) ?:";
const WORD = "\\p{Lu}[\\p{L}'’-]{1,30}";
const IN_CONTEXT = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:(?:${TITLES})\\.?|${FIELDS})[ \\t]+((?:(?:${TITLES})\\.?[ \\t]+)?${WORD}(?:[ \\t]+(?:\\p{Lu}\\.[ \\t]?|(?:van|von|de|der|den|da|di|del|la|le|bin|al)[ \\t]+){0,3}${WORD}){0,3})`,
  'gu',
);
/** Words with a capital that follow such a word and are no name. */
const NOT_NAMES =
  /^(?:Sir|Madam|All|Team|Customer|Colleagues?|Friends?|Everyone|There|World|The|And|Damen|Herren|Kunde|Mr|Mrs|Ms|Dr|Prof|Herrn?|Frau|Chair\p{L}*|President|Secretary|Minister|Speaker|Commissioner)$/u;

/** Names of people that their surroundings tell: behind a title, a greeting or a field. Each whole, and each long word of it. */
function namesInContext(text: string): string[] {
  const found = new Set<string>();
  for (const [, name = ''] of text.matchAll(IN_CONTEXT)) {
    const words = name.split(/\s+/).filter((word) => !NOT_NAMES.test(word.replace(/\.$/, '')));
    if (words.length === 0) continue;
    found.add(words.join(' '));
    for (const word of words) if (word.length >= 3 && /^\p{Lu}/u.test(word)) found.add(word);
  }
  return [...found];
}

const CAPITALISED = new RegExp(
  `(?<![\\p{L}\\p{N}])${WORD}(?:[ \\t]+(?:\\p{Lu}\\.[ \\t]?|(?:van|von|de|der|den|da|di|del|la|le|bin|al)[ \\t]+){0,3}${WORD}){1,3}(?![\\p{L}\\p{N}])`,
  'gu',
);
/** Words that begin a sentence before a name. */
const BEGINNERS =
  /^(?:The|A|An|In|On|At|By|As|If|It|Its|This|That|These|Those|When|While|After|Before|And|But|Or|For|From|To|With|Our|Your|His|Her|My|Their|Is|Are|Was|Has|Have|Did|Does|Do|Can|Please|Der|Die|Das|Ein|Eine|Im|Am|Und|Wenn|Le|La|Les|Un|Une|El|Los|Las|Il)$/;
const LOWER = /(?<![\p{L}\p{N}])\p{Ll}[\p{L}'’-]+/gu;

/**
 * Two or more words with a capital in a row, such as people, firms and streets are written; not those that the text also writes
 * small, such as words of a heading. Each whole, and each long word of it that the text never writes small.
 */
function namesByCapitals(text: string, small: Set<string>): string[] {
  for (const [word] of text.matchAll(LOWER)) small.add(word);
  const found = new Set<string>();
  for (const [phrase] of text.matchAll(CAPITALISED)) {
    const words = phrase.split(/\s+/);
    while (BEGINNERS.test(words[0] ?? '')) words.shift();
    const proper = words.filter((word) => /^\p{Lu}.{2}/u.test(word) && !small.has(word.toLowerCase()));
    if (words.length < 2 || proper.length === 0) continue;
    found.add(words.join(' '));
    for (const word of proper) if (!NOT_NAMES.test(word) && !BEGINNERS.test(word)) found.add(word);
  }
  return [...found];
}

/**
 * Names that a text tells by their surroundings or by their capitals. What it hides too much comes back with the answer.
 * @param small words that were seen written small; those of the text are added
 */
export const findNames = (text: string, small: Set<string>): string[] => [
  ...namesInContext(text),
  ...namesByCapitals(text, small),
];

/** Places of a pattern in a text. */
export const placesOf = (text: string, pattern: RegExp | undefined, kind: Span['kind']): Span[] =>
  pattern === undefined
    ? []
    : [...text.matchAll(pattern)].map(({ 0: { length }, index }) => ({
        start: index,
        end: index + length,
        kind,
      }));
