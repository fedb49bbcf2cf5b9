import { barriers } from '../../test/console/barriers.ts';
import type { OpenConsole } from '../../test/console/open-console.ts';

const PAGES = ['chat', 'now', 'share', 'models', 'skills', 'providers', 'device'];

/** What axe-core calls serious or critical on every page, light and dark: page, theme, rule and place. */
export async function accessible({ page, server }: OpenConsole): Promise<string[]> {
  const found: string[] = [];
  for (const name of PAGES) {
    await page.goto(`${server.url}/#/${name}`);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page.waitForLoadState('networkidle', { timeout: 3000 }).catch(() => undefined);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const barrier of await barriers(page)) found.push(`${name} ${colorScheme} ${barrier}`);
    }
  }
  return found;
}
