/** Whose cap a setting is, and for how long: `mail, by month`. @param cap.path such as `apps.mail.budget.monthUsd` */
export function capWords({ path, period }: { path: string; period: 'day' | 'month' }): string {
  const by = period === 'day' ? 'by day' : 'by month';
  if (path === 'router.probeUsd') return `Trying providers out, ${by}`;
  const [kind = '', ...rest] = path.split('.');
  // Names of apps may hold dots; the last two parts are `budget` and the kind of cap.
  const name = rest.slice(0, -2).join('.');
  if (kind === 'apps') return `App ${name}, ${by}`;
  return kind === 'providers' ? `Provider ${name}, ${by}` : `Everything, ${by}`;
}
