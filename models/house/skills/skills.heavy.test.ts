import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkAdapter } from '../../../src/kit/gguf/check-adapter.ts';
import { readGguf } from '../../../src/kit/gguf/read.ts';
import { piecesFromMetadata } from '../../../src/kit/spm/from-metadata.ts';
import { createHouseTokenizer } from '../tokenizer.ts';
import { answerSkill } from './answer.ts';
import { readSkillCard, skillFolder, skillFormat } from './card.ts';
import { HOUSE, sha256Of, withHouse } from './finish.ts';
import { SKILL_SCHEMAS, skillMessages } from './form.ts';
import { skillPrompt } from './rows.ts';
import { SKILLS } from './tasks.ts';
import type { Skill } from './tasks.ts';

const adapterOf = (skill: Skill): string => join(skillFolder(skill), 'adapter.gguf');
const there = existsSync(HOUSE) && SKILLS.every((skill) => existsSync(adapterOf(skill)));
if (!there)
  console.warn('skipped: models/house/skills/*/adapter.gguf are not there; see models/house/README.md');
const withSkills = test.skipIf(!there);

withSkills.each(SKILLS)('%s: small, made for this base, and its card speaks of it', async (skill) => {
  const card = readSkillCard(skill);
  expect(statSync(adapterOf(skill)).size).toBeLessThanOrEqual(150_000);
  expect(card.sha256).toBe(sha256Of(adapterOf(skill)));
  const sha256 = sha256Of(HOUSE);
  expect(card.base).toBe(sha256);
  const base = await readGguf(HOUSE);
  const adapter = checkAdapter(await readGguf(adapterOf(skill)), {
    architecture: 'llama',
    tensors: base.tensors,
    sha256,
  });
  expect(adapter.baseSha256).toBe(sha256);
  expect(adapter.ignored).toEqual([]);
  expect(card.responseFormat).toEqual(skillFormat(skill));
  expect(card.system).toBe(skill);
  expect(card.limits.length).toBeGreaterThan(0);
});

test.skipIf(!existsSync(HOUSE))('a skill is asked in exactly the tokens that it learned', async () => {
  const { metadata } = await readGguf(HOUSE);
  const tokenizer = createHouseTokenizer(piecesFromMetadata(metadata));
  await withHouse(HOUSE, 1, async (base) => {
    for (const skill of SKILLS) {
      const messages = skillMessages(skill, 'Sorry, not on Friday');
      const format = { type: 'json_schema' as const, schema: SKILL_SCHEMAS[skill] };
      const asked = { request: { model: 'local/house', messages, responseFormat: format }, answer: '{}' };
      const [{ tokens, from } = { tokens: [], from: 0 }] = await base.encodeAll([asked]);
      expect(tokens.slice(0, from)).toEqual(skillPrompt(skill, 'Sorry, not on Friday', tokenizer));
    }
  });
});

withSkills('they do what they are for', async () => {
  await withHouse(HOUSE, 1, async (base) => {
    const ask = async (skill: Skill, text: string): Promise<unknown> => {
      const [reply] = await answerSkill(base, skill, [text], adapterOf(skill));
      return JSON.parse(reply?.text ?? '');
    };
    expect(await ask('date', 'Sorry, I cannot make it on Friday.')).toMatchObject({ answer: 'no' });
    expect(await ask('date', 'Yes, tomorrow works for me.')).toEqual({ answer: 'yes', date: 'tomorrow' });
    expect(await ask('private-spans', 'my e-mail is anna.smith@example.com')).toEqual({
      spans: [{ type: 'email', value: 'anna.smith@example.com' }],
    });
    expect(await ask('private-spans', 'Thank you, that is all.')).toEqual({ spans: [] });
    const { title } = (await ask('title', 'Hi all, the budget review on Monday is cancelled. Best, Tom')) as {
      title: string;
    };
    expect(title).toContain('budget review');
  });
});
