/** What may happen to content. `personal` and `secret` never leave the device; `personal` may in pseudonymised form where the owner allows it. */
export type Label = 'public' | 'personal' | 'secret';

export const LABELS: readonly Label[] = ['public', 'personal', 'secret'];
