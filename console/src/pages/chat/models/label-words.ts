import type { Label } from '../../../../../src/contract/index.ts';

/** What a label means for the one who asks. */
export const LABEL_WORDS: Record<Label, { name: string; about: string }> = {
  personal: {
    name: 'Personal',
    about: 'Nothing of this conversation goes to the cloud.',
  },
  public: {
    name: 'Public',
    about: 'This conversation may go to a provider of yours when no model here can do it.',
  },
  secret: {
    name: 'Secret',
    about: 'Nothing of it goes to the cloud, and the model keeps no notes of it on disk.',
  },
};

/** In the order in which they are offered. */
export const LABELS = Object.keys(LABEL_WORDS) as Label[];

/**
 * What happens to a conversation with this label, in one sentence.
 * @param split the setting `router.split`
 */
export function labelWords(label: Label, split: string | undefined): string {
  if (label === 'personal' && split === 'pseudonymised')
    return 'Nothing of this conversation goes to the cloud as it is; of long documents the question and notes may, with personal details replaced.';
  return LABEL_WORDS[label].about;
}
