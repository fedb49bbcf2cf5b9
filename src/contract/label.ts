/** What may happen to content. `personal` and `secret` never leave the device. */
export type Label = 'public' | 'personal' | 'secret';

export const LABELS: readonly Label[] = ['public', 'personal', 'secret'];
