import type { OpenConsole } from '../../test/console/open-console.ts';

/** What it takes until a person can write a question, in a browser that has never seen the page. */
export interface FirstLoad {
  /** Of everything that the server sent of the console, as it came over the wire. */
  kb: number;
  /** From the start of the navigation until the field takes a question. */
  ms: number;
}

/** Runs in the page from its first moment: notes when the field for questions can be used. */
function watchComposer(): void {
  const look = (): void => {
    const field = document.querySelector<HTMLTextAreaElement>('form textarea');
    if (field && !field.disabled && field.getBoundingClientRect().height > 0)
      (globalThis as { usable?: number }).usable = performance.now();
    else setTimeout(look, 4);
  };
  look();
}

/** One cold load in a context of its own that is let in already. */
export async function firstLoad({ browser, context, server }: OpenConsole): Promise<FirstLoad> {
  const fresh = await browser.newContext({ storageState: await context.storageState() });
  try {
    await fresh.addInitScript(watchComposer);
    const page = await fresh.newPage();
    const files: Promise<number>[] = [];
    page.on('requestfinished', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname !== '/' && !pathname.startsWith('/assets/') && pathname !== '/favicon.svg') return;
      files.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
    });
    await page.goto(`${server.url}/`);
    const usable = await page.waitForFunction(() => (globalThis as { usable?: number }).usable);
    const ms = Number(await usable.jsonValue());
    // what the page still fetches by itself belongs to it
    await page.waitForTimeout(500);
    const bytes = (await Promise.all(files)).reduce((sum, size) => sum + size, 0);
    return { kb: bytes / 1000, ms };
  } finally {
    await fresh.close();
  }
}
