import type { Figure, MarketView, OfferView } from '../../../../src/contract/index.ts';
import { ago, duration, money, percent } from '../../format/words.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Table } from '../../ui/table.tsx';

const plain = (figure: Figure, words: (value: number) => string): string =>
  figure.value === null ? 'unavailable' : words(figure.value);

/** Until the first word, or the whole answer where no model streamed one. */
function waiting({ firstMs, wholeMs }: OfferView): string {
  const [{ p50, p95 }, what] = firstMs.p50.value === null ? [wholeMs, ' (whole)'] : [firstMs, ''];
  return p50.value === null ? 'unavailable' : `${duration(p50.value)} · ${plain(p95, duration)}${what}`;
}

/** What the models of providers cost and how they behaved, from this device's own traffic. */
export function Market({ view }: { view: MarketView }) {
  const offers = view.providers
    .filter(({ key }) => key !== 'none')
    .flatMap((provider) => provider.models.map((offer) => ({ provider, offer })));
  const dated = offers.find(({ offer }) => offer.priceDate !== null)?.offer.priceDate;
  return (
    <Card title="Market">
      {offers.length === 0 ? (
        <Empty title="Nothing to compare yet.">
          <p>With a key, you see here what each model costs and how quick and how steady it was for you.</p>
        </Empty>
      ) : (
        <>
          <Table
            label="Models of providers"
            rows={offers}
            keyOf={({ offer }) => offer.model}
            columns={[
              {
                head: 'Model',
                cell: ({ offer }) => (
                  <>
                    <div>{offer.model}</div>
                    <div class="muted small">
                      {offer.obstacle ?? (offer.auto ? 'asked under auto' : 'asked by name only')}
                    </div>
                  </>
                ),
              },
              {
                head: 'Price read · written',
                number: true,
                cell: ({ offer }) => `${plain(offer.inputUsd, money)} · ${plain(offer.outputUsd, money)}`,
              },
              {
                head: 'First word, usual · slow',
                number: true,
                cell: ({ offer }) => waiting(offer),
              },
              {
                head: 'Tokens/s',
                number: true,
                cell: ({ offer }) => plain(offer.tokensPerSecond, (value) => value.toFixed(0)),
              },
              {
                head: 'Failed · turned away',
                number: true,
                cell: ({ offer }) =>
                  `${plain(offer.errorShare, percent)} · ${plain(offer.limitedShare, percent)}`,
              },
              { head: 'Same answer', number: true, cell: ({ offer }) => plain(offer.sameShare, percent) },
              {
                head: 'Calls',
                number: true,
                cell: ({ offer }) => (
                  <>
                    <div>{Math.round(offer.firstMs.calls + offer.wholeMs.calls)}</div>
                    <div class="muted small">
                      {offer.lastAt === null ? 'none seen' : ago(offer.lastAt, view.at)}
                    </div>
                  </>
                ),
              },
            ]}
          />
          <p class="muted small">
            Prices in US dollars for a million tokens (about 750,000 words):{' '}
            <span class="method">estimated</span> from
            {dated === undefined || dated === null
              ? ' no list'
              : ` the price list of ${dated} or your own settings`}
            . Everything else is <span class="method">measured</span> in your own traffic, new calls counting
            more than old ones; “slow” is slower than nineteen of twenty; “same answer”: of questions repeated
            on purpose, if you allowed that.
          </p>
        </>
      )}
    </Card>
  );
}
