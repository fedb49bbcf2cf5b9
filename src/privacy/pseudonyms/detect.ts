import { isIpv4, isIpv6, passesIban, passesLuhn } from './checks.ts';
import { mergeSpans, type Kind, type Span } from './span.ts';

/** Finds spans of one kind; group 1, when there is one, is the span, else the whole match. */
interface Detector {
  kind: Kind;
  pattern: RegExp;
  /** How many characters of the match belong to it; 0: none. Absent: all. */
  keep?: (match: string) => number;
}

const digitsOf = (text: string): string => text.replace(/\D/g, '');
const isPhone = (text: string): boolean => {
  const { length } = digitsOf(text);
  return length >= 7 && length <= 15 && !/^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}$/.test(text);
};
const all =
  (test: (text: string) => boolean) =>
  (text: string): number =>
    test(text) ? text.length : 0;

/** The longest beginning of a match that is an account number: what follows may be the next word. */
function ibanLength(match: string): number {
  for (let end = match.length; end >= 15; end -= 1)
    if (/[A-Z0-9]/i.test(match[end - 1] ?? '') && passesIban(match.slice(0, end).replace(/[ -]/g, '')))
      return end;
  return 0;
}

/** The numbers that people call by a word; the word itself stays. */
const ID_WORDS =
  'passport|ssn|social security|national insurance|tax|steuer|vat|ust|account|acct|konto|kunden|customer|client|policy|licen[cs]e|patient|member|employee|insurance|versicherung|mrn|nhs|iban|card|id|ref|case|akten|personalausweis|ausweis|dni|nie|pesel|bsn|siren|nir';
const BIRTH_WORDS =
  'born|birth|birthday|birthdate|dob|d\\.o\\.b\\.|geboren|geb\\.|geburtstag|geburtsdatum|n[ée]e? le|naissance|naci[dóo]*|nacimiento|nat[oa] il|nascita|geboortedatum|urodz\\w*';
const MONTH =
  '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|févr|avr|juin|juil|août|ene|abr|ago|dic)\\p{L}{0,8}\\.?';
const DATE = `(?:\\d{1,4}[./-]\\d{1,2}[./-]\\d{1,4}|\\d{1,2}(?:st|nd|rd|th|\\.)? (?:of )?${MONTH},? \\d{2,4}|${MONTH} \\d{1,2}(?:st|nd|rd|th)?,? \\d{2,4})`;

const DETECTORS: readonly Detector[] = [
  { kind: 'EMAIL', pattern: /[\p{L}\p{N}._%+'-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}/gu },
  {
    kind: 'IBAN',
    pattern: /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}(?![\p{L}\p{N}])/giu,
    keep: ibanLength,
  },
  {
    kind: 'CARD',
    pattern:
      /(?<!\d)(?:\d{13,19}|\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{1,4}(?:[ -]\d{1,3})?|\d{4}[ -]\d{6}[ -]\d{4,5})(?!\d)/g,
    keep: all((text) => passesLuhn(digitsOf(text))),
  },
  { kind: 'IP', pattern: /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)/g, keep: all(isIpv4) },
  {
    kind: 'IP',
    pattern: /(?<![\p{L}\p{N}:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\p{L}\p{N}:])/giu,
    keep: all(isIpv6),
  },
  {
    kind: 'BIRTH',
    pattern: new RegExp(
      `(?<!\\p{L})(?:${BIRTH_WORDS})(?!\\p{L})[^\\p{N}\\n<>]{0,24}?(?<![\\p{L}\\p{N}])(${DATE})(?!\\d)`,
      'giu',
    ),
  },
  {
    kind: 'ID',
    pattern: new RegExp(
      `(?<!\\p{L})(?:${ID_WORDS})\\p{L}{0,12}(?:[ -](?:id|code|card|security|identification|file|number|num|no|nr|nummer)\\p{L}{0,4}\\.?){0,3}(?: is)?[ :#.]{1,3}([A-Z]{0,6}\\d[A-Z0-9]{0,24}(?:[ ./-][A-Z]{0,4}\\d[A-Z0-9]{0,24}){0,6})(?![\\p{L}\\p{N}])`,
      'giu',
    ),
    keep: all((text) => digitsOf(text).length >= 4),
  },
  { kind: 'ID', pattern: /(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])/g },
  {
    kind: 'PHONE',
    pattern: /(?<![\p{L}\p{N}])(?:\+|00)[1-9](?:[ ().\u00a0/-]{0,3}\d){6,14}(?!\d)/gu,
    keep: all(isPhone),
  },
  {
    kind: 'PHONE',
    pattern: /(?<![\p{L}\p{N}+-]|\d[.,])(?:\(\d{2,5}\)|0\d{1,4})(?:[ .\u00a0/-]{0,2}\d){5,11}(?!\d)/gu,
    keep: all(isPhone),
  },
  {
    kind: 'PHONE',
    pattern: /(?<![\p{L}\p{N}-]|\d[.,])(?:1[ .-])?\d{3}[ .-]\d{3}[ .-]\d{4}(?:x\d{1,6})?(?![\p{L}\p{N}-])/gu,
  },
  {
    kind: 'PHONE',
    pattern:
      /(?<!\p{L})(?:tel|telephone|phone|mobile|mob|cell|fax|handy|call|telefon|portable|móvil)\p{L}{0,8}\.?(?: (?:number|no|nr|me|us|at|on|is|to)\.?){0,3} ?[:#]?\s{0,3}(\+?\d(?:[ ().\u00a0/-]{0,3}\d){6,14})(?!\d)/giu,
    keep: all(isPhone),
  },
  { kind: 'PHONE', pattern: /(?<![\d.-])\d{2}(?:-\d{2}){3,4}(?![\d-])/g },
  { kind: 'ID', pattern: /(?<![\p{L}\p{N}])(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?![\p{L}\p{N}])/giu },
  { kind: 'ID', pattern: /(?<![\p{L}\p{N}])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\p{L}\p{N}])/giu },
  // keys and tokens
  {
    kind: 'ID',
    pattern: /(?<![\p{L}\p{N}])(?:sk|pk|rk|gh[pousr]|github_pat|xox[abp]|glpat|hf)[-_][\w-]{16,255}/gu,
  },
  { kind: 'ID', pattern: /(?<![\p{L}\p{N}])(?:AKIA|ASIA)[0-9A-Z]{16}(?![\p{L}\p{N}])/gu },
  { kind: 'ID', pattern: /(?<![\p{L}\p{N}])eyJ[\w-]{8,4096}\.[\w-]{8,4096}(?:\.[\w-]{0,4096})?/gu },
  // a number that long counts nothing: it names something
  { kind: 'ID', pattern: /(?<![\p{N}.,$€£¥])(?<![$€£¥] )\d{9,40}(?![.,]?\d)/gu },
  { kind: 'ID', pattern: /(?<![\p{L}\p{N}])[A-Z]{0,3}\d{6,12}[A-Z](?:\d{1,4}[A-Z]?)?(?![\p{L}\p{N}])/gu },
];

const ADDRESS = /(?<![\p{L}\p{N}])(?:[a-z][a-z0-9+.-]{1,20}:\/\/|www\.)[^\s<>"'`]+/giu;
/** Parts of an address that tell of a person: a login, a query, a user's folder, a long number. */
const TELLS = /@|\?|#.*=|~\w|\/(?:u|users?|people|profiles?|in|accounts?|customers?|invite|reset)\/.|\d{5}/i;

function matches(text: string, { kind, pattern, keep }: Detector): Span[] {
  return [...text.matchAll(pattern)].flatMap((match): Span[] => {
    const [whole, group] = match;
    const value = group ?? whole;
    const start = match.index + (group === undefined ? 0 : whole.lastIndexOf(group));
    const length = keep ? keep(value) : value.length;
    return length === 0 ? [] : [{ start, end: start + length, kind }];
  });
}

/**
 * Personal details with a form of their own: mail addresses, phone numbers, account and card numbers with right check
 * digits, addresses of devices, links that tell of a person, dates of birth, numbers and keys that name somebody.
 * In order, without overlap. What has no form, such as a street or a story, is not found. Pure.
 */
export function detect(text: string): Span[] {
  const found = DETECTORS.flatMap((detector) => matches(text, detector));
  const links = [...text.matchAll(ADDRESS)].flatMap(({ 0: link, index }): Span[] => {
    const end = index + link.length;
    const inside = found.some((span) => span.start >= index && span.start < end);
    return inside || TELLS.test(link) ? [{ start: index, end, kind: 'URL' }] : [];
  });
  return mergeSpans([...found, ...links]);
}
