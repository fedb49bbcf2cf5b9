import './page.css';
import type { MarketView } from '../../../../src/contract/index.ts';
import { useLoad } from '../../api/use-load.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Budgets } from './budgets.tsx';
import { Consent } from './consent.tsx';
import { Keys } from './keys.tsx';
import { Market } from './market.tsx';
import type { Status } from './status.ts';

/** Cloud models that may help: keys, what may leave, what they cost and how they behave, and how much may be spent. */
export function Page() {
  const market = useLoad<MarketView>('/admin/providers');
  const status = useLoad<Status>('/admin/status');
  const reload = (): void => {
    market.reload();
    status.reload();
  };
  return (
    <>
      <PageHead
        title="Providers"
        about="Companies whose models may help when this device cannot. Nothing goes to them without a key and your word."
      />
      <ErrorNotice error={market.error ?? status.error} />
      {market.data && status.data && (
        <div class="stack">
          <Consent settings={status.data.settings} onChange={reload} />
          <Keys providers={market.data.providers} settings={status.data.settings} onChange={reload} />
          <Budgets view={market.data} apps={Object.keys(status.data.settings.apps)} onChange={reload} />
          <Market view={market.data} />
        </div>
      )}
    </>
  );
}
