import type { BandwidthDay, DeviceView, Figure as FigureValue } from '../../../../src/contract/index.ts';
import { bytes, count } from '../../format/words.ts';
import { Card } from '../../ui/card.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Table } from '../../ui/table.tsx';

const pace = (value: number): string => (value < 10 ? value.toFixed(1) : String(Math.round(value)));

/** A figure in a table cell, with its method. */
function Cell({ figure }: { figure: FigureValue }) {
  return (
    <>
      <div>{figure.value === null ? '–' : pace(figure.value)}</div>
      <span class="method" title={figure.note}>
        {figure.method}
      </span>
    </>
  );
}

function History({ days }: { days: readonly BandwidthDay[] }) {
  return (
    <details class="speeds-history">
      <summary>Memory speed by day</summary>
      <Table
        label="Memory speed by day"
        rows={days}
        keyOf={({ day, threads }) => `${day} ${threads}`}
        columns={[
          { head: 'Day', cell: ({ day }) => day },
          { head: 'Best', number: true, cell: ({ bytesPerSecond }) => `${bytes(bytesPerSecond)}/s` },
          { head: 'Threads', number: true, cell: ({ threads }) => threads },
          { head: 'Measured', number: true, cell: ({ measurements }) => count(measurements, 'time') },
        ]}
      />
      <p class="muted small">
        Measured when somebody opens this page or runs the check, at most every 10 minutes.
      </p>
    </details>
  );
}

/** How fast memory and models are: measured, and what was to be expected. */
export function Speeds({ view }: { view: DeviceView }) {
  const { bandwidth, facts, history, models } = view;
  return (
    <Card title="Speed">
      <div class="figures">
        <Figure
          label="Memory is read at"
          value={bandwidth.value === null ? undefined : `${bytes(bandwidth.value)}/s`}
          method={bandwidth.method}
        >
          {bandwidth.note ?? `by ${count(facts.threads, 'thread')}; other programs slow it down`}
        </Figure>
      </div>
      <p class="muted speeds-about">
        A model reads all of itself from memory for every piece of a word that it writes (a token, about three
        quarters of a word). So the speed of memory limits how fast it can write.
      </p>
      {models.length > 0 && (
        <Table
          label="Speed of models"
          rows={models}
          keyOf={({ model }) => model}
          columns={[
            {
              head: 'Model',
              cell: ({ model, answers }) => (
                <>
                  <div>{model.replace(/^local\//, '')}</div>
                  <div class="muted small">
                    {answers === 0 ? 'has not answered yet' : `from ${count(answers, 'answer')}`}
                  </div>
                </>
              ),
            },
            {
              head: 'Tokens/s',
              number: true,
              cell: ({ tokensPerSecond }) => <Cell figure={tokensPerSecond} />,
            },
            {
              head: 'Expected',
              number: true,
              cell: ({ expectedTokensPerSecond }) => <Cell figure={expectedTokensPerSecond} />,
            },
          ]}
        />
      )}
      <p class="muted small">
        Measured: the middle of whole answers, with the time to read the question and to wait for others.
        Expected: while it writes, alone.
      </p>
      {history.length > 0 && <History days={history} />}
    </Card>
  );
}
