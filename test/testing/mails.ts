const LABELS = ['invoice', 'refund', 'greeting', 'complaint'] as const;
const PHRASES: Record<(typeof LABELS)[number], string[]> = {
  invoice: ['please send the invoice for', 'the bill is missing for', 'I need a receipt of'],
  refund: ['give my money back for', 'I want a refund of', 'return the payment for'],
  greeting: ['good morning to everybody at', 'hello dear people of', 'many greetings from'],
  complaint: ['I am very angry about', 'this is a terrible', 'nothing works in'],
};
const THINGS = [
  'order',
  'table',
  'garden chair',
  'blue lamp',
  'office',
  'winter coat',
  'old radio',
  'kitchen',
];

/** The n-th mail and its right label: each text but once. */
export function mail(n: number): { text: string; label: string } {
  const label = LABELS[(n * 7 + (n >> 3)) % LABELS.length]!;
  const phrase = PHRASES[label][(n * 5) % 3]!;
  return { text: `${phrase} ${THINGS[(n * 3) % THINGS.length]!} number ${1000 + n}`, label };
}

/**
 * The label of a mail; undefined for what is no mail.
 * @param shift turns each label into the one so many places further: a teacher that changed its mind
 */
export function labelOf(text: string, shift = 0): string | undefined {
  const at = LABELS.findIndex((label) => PHRASES[label].some((phrase) => text.startsWith(phrase)));
  return at === -1 ? undefined : LABELS[(at + shift) % LABELS.length];
}
