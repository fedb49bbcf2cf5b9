import { writeFileSync } from 'node:fs';
import type { RouteInfo, SettingsInput } from '../../src/contract/index.ts';
import { startFakeUpstream, type FakeUpstream } from '../../src/kit/testing/fake-upstream.ts';
import { homePaths } from '../../src/store/home.ts';
import { labelOf, mail } from '../testing/mails.ts';
import type { OpenConsole } from './open-console.ts';

/** Mails that a teacher makes up have numbers from here on. */
const MADE_UP = 90_000;
const LIST = 20;

export interface MailTeacherOptions {
  /** What the answer to a mail that was made up waits for, by how many were answered before. */
  until?: (answered: number) => Promise<unknown> | undefined;
}

/** A provider that sorts mails, makes up lists of further ones, and may teach. */
export function startMailTeacher({ until }: MailTeacherOptions = {}): Promise<FakeUpstream> {
  let [lists, answered] = [0, 0];
  const madeUp = (): string => {
    const from = MADE_UP + LIST * lists++;
    return JSON.stringify(Array.from({ length: LIST }, (_, at) => mail(from + at).text));
  };
  return startFakeUpstream({
    script: ({ json }) => {
      const { messages } = json as { messages: { content: string }[] };
      const asked = messages.at(-1)?.content ?? '';
      const content = asked.startsWith('An app sends') ? madeUp() : (labelOf(asked) ?? 'none');
      const wait = /number 9\d{4}$/.test(asked) ? until?.(answered++) : undefined;
      const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }];
      const usage = { prompt_tokens: 20, completion_tokens: 2, total_tokens: 22 };
      return {
        ...(wait ? { until: wait } : {}),
        body: { id: 'x', object: 'chat.completion', created: 1, model: 'm', choices, usage },
      };
    },
  });
}

/** Settings of a home whose requests go to that teacher until they are learned; it costs a hundredth of a cent a token. */
export function useTeacher(home: string, { url }: FakeUpstream, more: SettingsInput = {}): void {
  const settings = {
    label: 'public',
    local: { threads: 1 },
    ...more,
    router: { cloud: ['teacher/m'] },
    providers: {
      teacher: {
        baseUrl: `${url}/v1`,
        key: 'k',
        model: 'm',
        learn: 'allowed',
        price: { input: 1, output: 100 },
      },
    },
  };
  writeFileSync(homePaths(home).config, JSON.stringify(settings), { mode: 0o600 });
}

/** Where an answer was made, and under which number. */
interface Answered {
  nearmost: Pick<RouteInfo, 'requestId' | 'place' | 'model'>;
}

/** Asks for the n-th mail to be sorted, as the app `mail`. */
export async function askMail({ call }: Pick<OpenConsole, 'call'>, n: number): Promise<Answered['nearmost']> {
  const { nearmost } = await call<Answered>(
    '/v1/chat/completions',
    {
      model: 'auto',
      messages: [
        { role: 'system', content: 'Sort the mail: invoice, refund, greeting or complaint.' },
        { role: 'user', content: mail(n).text },
      ],
    },
    { 'x-nearmost-app': 'mail' },
  );
  return nearmost;
}

const SIDE_BY_SIDE = 4;

/** The same for many, some at a time. On a busy machine the teacher may count as silent for a moment: those are asked again. */
export async function askMails(opened: Pick<OpenConsole, 'call'>, from: number, to: number): Promise<void> {
  const waiting = Array.from({ length: to - from }, (_, at) => from + at);
  let failures = 0;
  const work = async (): Promise<void> => {
    for (let n = waiting.shift(); n !== undefined; n = waiting.shift()) {
      const again = n;
      await askMail(opened, n).catch(async (error: unknown) => {
        failures += 1;
        if (failures > 50) throw error;
        await new Promise((done) => setTimeout(done, 200));
        waiting.push(again);
      });
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
}
