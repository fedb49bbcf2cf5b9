import type { ModelCard, Settings, TeacherTerms } from '../../contract/index.ts';
import type { MayTeach } from '../capture/policy.ts';

type Entry = Pick<TeacherTerms, 'verdict' | 'words' | 'source' | 'read'>;

const competing = (source: string): Entry => ({
  verdict: 'conditions',
  words: 'answers must not be used to develop models that compete with the provider',
  source,
  read: null,
});
const open: Entry = {
  verdict: 'unknown',
  words: 'serves models of many makers: what holds depends on the licence of each',
  source: null,
  read: null,
};

/** What providers' terms say about learning from their answers, in our words. `read: null`: to be checked by the owner. */
const TERMS: Readonly<Record<string, Entry>> = {
  anthropic: competing('https://www.anthropic.com/legal/commercial-terms'),
  google: competing('https://ai.google.dev/gemini-api/terms'),
  openai: competing('https://openai.com/policies/services-agreement/'),
  xai: competing('https://x.ai/legal/terms-of-service-enterprise'),
  deepseek: {
    verdict: 'unknown',
    words: 'its service is said to allow distillation, and a licence of its models to forbid it: read both',
    source: 'https://cdn.deepseek.com/policies/en-US/deepseek-terms-of-use.html',
    read: null,
  },
  cerebras: open,
  groq: open,
  openrouter: open,
  together: open,
};

/** The terms of a provider; the owner's own agreement (`providers.<name>.learn`) wins. */
export function termsOf(provider: string, own: Settings['providers']): TeacherTerms {
  const declared = own[provider]?.learn;
  if (declared !== undefined)
    return { provider, verdict: declared, words: "the owner's own agreement", source: null, read: null };
  const entry = TERMS[provider] ?? {
    verdict: 'unknown' as const,
    words: 'nobody has read its terms yet',
    source: null,
    read: null,
  };
  return { provider, ...entry };
}

/** Licences whose models may teach others. */
const FREE = /^(?:apache-2\.0|mit|bsd-[23]-clause|cc0-1\.0|cc-by-4\.0|isc)$/i;

/** What holds for a model of this device: its licence. */
export function termsOfLocal(card: ModelCard): TeacherTerms {
  const provider = `local/${card.id}`;
  const free = FREE.test(card.licence);
  return {
    provider,
    verdict: free ? 'allowed' : 'unknown',
    words: free
      ? `its licence (${card.licence}) lets it`
      : `what its licence (${card.licence}) says is not known here`,
    source: null,
    read: null,
  };
}

/**
 * Whether a teacher may be learned from. Conditions and what is unknown mean no until the owner says otherwise: breaking
 * somebody's terms must not be a default.
 */
export function mayTeach({ provider, verdict, words }: TeacherTerms): MayTeach & { hint?: string } {
  if (verdict === 'allowed') return { ok: true };
  const hint = `If your agreement with ${provider} allows it: nearmost config set providers.${provider}.learn allowed`;
  const reason =
    verdict === 'unknown'
      ? `the terms of ${provider} are not known to allow learning`
      : `the terms of ${provider} forbid learning (${words})`;
  return { ok: false, reason, hint };
}
