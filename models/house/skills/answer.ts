import type { LoadedModel } from '../../../src/contract/index.ts';
import { SKILL_SCHEMAS, skillMessages } from './form.ts';
import type { Skill } from './tasks.ts';

/** An answer with the sum of the log-probabilities of its tokens. */
export interface SkillAnswer {
  readonly text: string;
  readonly logprob: number;
}

const SIDE_BY_SIDE = 8;

/** Answers texts with a skill, held to its schema, as the product does; without `adapter` the base alone answers. */
export async function answerSkill(
  base: LoadedModel,
  skill: Skill,
  texts: readonly string[],
  adapter?: string,
): Promise<SkillAnswer[]> {
  const ask = async (text: string): Promise<SkillAnswer> => {
    const request = {
      model: 'local/house',
      messages: skillMessages(skill, text),
      responseFormat: { type: 'json_schema' as const, schema: SKILL_SCHEMAS[skill] },
      maxTokens: 200,
      temperature: 0,
    };
    let [said, logprob] = ['', 0];
    for await (const part of base.chat(
      request,
      adapter === undefined ? {} : { adapter: { path: adapter } },
    )) {
      if (part.type !== 'text') continue;
      said += part.text;
      logprob += part.score?.logprob ?? 0;
    }
    return { text: said, logprob };
  };
  const answers: SkillAnswer[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: SIDE_BY_SIDE }, async () => {
      for (let at = next++; at < texts.length; at = next++) answers[at] = await ask(texts[at] ?? '');
    }),
  );
  return answers;
}
