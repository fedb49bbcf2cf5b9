// node test/setup/console-shots.ts [folder]: pictures of every page of the console, light and dark, wide and narrow, in
// docs/console. A month of made-up traffic; two providers are played by a server of this machine.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startFakeUpstream } from '../../src/kit/testing/fake-upstream.ts';
import { labelOf } from '../testing/mails.ts';
import { fillHome } from '../console/lively-home.ts';
import { askMails } from '../console/mail-teacher.ts';
import { openConsole, type OpenConsole } from '../console/open-console.ts';

const folder = resolve(process.argv[2] ?? join(import.meta.dirname, '../../docs/console'));
const PAGES = ['now', 'share', 'models', 'skills', 'providers', 'device'];
const SIZES = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
const SENTENCES = [
  'wake me at 6:30 tomorrow',
  'play some jazz in the kitchen',
  'add milk to my shopping list',
  'what is the capital of Norway?',
];

const upstream = await startFakeUpstream({
  script: ({ json }) => {
    const { messages } = json as { messages: { content: string }[] };
    const label = labelOf(messages.at(-1)?.content ?? '');
    const content = label ?? 'Oslo is the capital of **Norway**, and its largest city.';
    return {
      delayMs: label === undefined ? 320 : 5,
      body: {
        id: 'a',
        object: 'chat.completion',
        created: 1,
        model: 'm',
        choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }],
        usage: { prompt_tokens: 30, completion_tokens: 9, total_tokens: 39 },
      },
    };
  },
});
const provider = { key: 'sk-made-up', baseUrl: `${upstream.url}/v1`, learn: 'allowed' };
const settings = {
  providers: {
    openai: { ...provider, model: 'gpt-6-luna', budget: { monthUsd: 10 } },
    mistral: { ...provider, model: 'mistral-small-latest' },
  },
};

/** Something of every kind, so that no page is empty; a request that was handed over, and a learned skill. */
async function live({ call, page }: OpenConsole): Promise<{ handedOver: string; sorting: string }> {
  await call('/admin/learn', { app: 'mail', on: true });
  await askMails({ call }, 0, 260);
  const { skills } = await call<{ skills: { id: string; name: string }[] }>('/admin/skills');
  const sorting = skills.find(({ name }) => name.startsWith('Sort the mail'))?.id ?? '';
  await call(`/admin/skills/${sorting}/train`, {});
  await askMails({ call }, 300, 420);
  for (const content of SENTENCES)
    for (const app of ['mail', 'notes'])
      await call(
        '/v1/chat/completions',
        { model: 'auto', messages: [{ role: 'user', content }] },
        { 'x-nearmost-app': app },
      );
  for (const model of ['openai/gpt-6-luna', 'mistral/mistral-small-latest'])
    for (const _ of [1, 2, 3])
      await call('/v1/chat/completions', { model, messages: [{ role: 'user', content: 'Hello' }] });
  const box = page.getByRole('textbox', { name: 'Your question' });
  for (const sentence of [SENTENCES[0], SENTENCES[3]]) {
    await box.fill(sentence ?? '');
    await box.press('Enter');
    await page.waitForTimeout(2500);
  }
  const { requests } = await call<{ requests: { requestId: string }[] }>(
    '/admin/requests?outcome=handed_over&limit=1',
  );
  return { handedOver: requests[0]?.requestId ?? '', sorting };
}

mkdirSync(folder, { recursive: true });
const opened = await openConsole({ prepare: (home) => fillHome(home, { settings }) });
try {
  await opened.page.waitForTimeout(800);
  await opened.page.screenshot({ path: join(folder, 'first-run.png') });
  const { handedOver, sorting } = await live(opened);
  const chat = new URL(opened.page.url()).hash;
  const places: [name: string, hash: string][] = [
    ['chat', chat],
    ...PAGES.map((name): [string, string] => [name, `#/${name}`]),
    ['decision', `#/now/${handedOver}`],
    ['skill', `#/skills/${sorting}`],
  ];
  for (const [size, viewport] of Object.entries(SIZES))
    for (const colours of ['light', 'dark'] as const)
      for (const [name, hash] of places) {
        const { page, server } = opened;
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme: colours });
        await page.goto(`${server.url}/${hash}`);
        // what a page asks for is drawn as it comes; live events keep the network busy for ever
        await page.waitForTimeout(name === 'device' ? 6000 : 2000);
        const path = join(folder, `${name}-${size}-${colours}.png`);
        await page.screenshot({ path, fullPage: !['chat', 'now'].includes(name) && size === 'desktop' });
      }
} finally {
  await opened.close();
  await upstream.close();
}
console.log(`pictures in ${folder}`);
