const YEAR = '[0-9]{4}';
const LEAP = '(([0-9][0-9] ("04" | "08" | [2468][048] | [13579][26])) | (([02468][048] | [13579][26]) "00"))';
const DATE = `((${YEAR} "-" (("01" | "03" | "05" | "07" | "08" | "10" | "12") "-" ("0" [1-9] | [12][0-9] | "3" [01]) | ("04" | "06" | "09" | "11") "-" ("0" [1-9] | [12][0-9] | "30") | "02-" ("0" [1-9] | "1" [0-9] | "2" [0-8]))) | (${LEAP} "-02-29"))`;
const TIME =
  '(([01][0-9] | "2" [0-3]) ":" [0-5][0-9] ":" [0-5][0-9] ("." [0-9]{1,6})? ("Z" | [+\\x2D] ([01][0-9] | "2" [0-3]) ":" [0-5][0-9]))';
const LABEL = '[a-z0-9] ([a-z0-9]{0,20} | [a-z0-9]{1,10} "-" [a-z0-9]{1,10})';
const HOST = `(${LABEL} ("." ${LABEL}){0,2} "." [a-z]{2,12})`;
const BYTE = '("25" [0-5] | "2" [0-4][0-9] | "1" [0-9][0-9] | [1-9] [0-9] | [0-9])';

/** GBNF of the string formats that shape generation; all others are only checked afterwards. */
export const FORMATS: Readonly<Record<string, string>> = {
  date: DATE,
  time: TIME,
  'date-time': `(${DATE} "T" ${TIME})`,
  uuid: '([0-9a-f]{8} "-" [0-9a-f]{4} "-" [0-9a-f]{4} "-" [0-9a-f]{4} "-" [0-9a-f]{12})',
  email: `([A-Za-z0-9_] ([A-Za-z0-9_\\x2B\\x2D]{0,20} ("." [A-Za-z0-9_\\x2B\\x2D]{1,15}){0,2}) "@" ${HOST})`,
  hostname: HOST,
  ipv4: `(${BYTE} "." ${BYTE} "." ${BYTE} "." ${BYTE})`,
};
