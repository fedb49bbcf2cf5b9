import './next-steps.css';
import { useEffect, useState } from 'preact/hooks';
import type { LedgerEntry } from '../../../../../src/contract/index.ts';
import { listen } from '../../../api/live.ts';
import { useLoad } from '../../../api/use-load.ts';
import { href } from '../../../shell/route.ts';
import type { Models } from '../models/use-models.ts';
import { ConnectApp } from './connect-app.tsx';
import { NextStep } from './next-step.tsx';
import { stepsDone } from './steps-done.ts';

/** Three steps that make more of Nearmost; none is needed. */
export function NextSteps({ models: { listed, market } }: { models: Models }) {
  const { data } = useLoad<{ requests: LedgerEntry[] }>('/admin/requests?limit=50');
  const [live, setLive] = useState<LedgerEntry[]>([]);
  useEffect(() => listen((event) => event.type === 'request-end' && setLive([event.entry])), []);
  const done = stepsDone(listed, market, [...(data?.requests ?? []), ...live]);
  return (
    <section aria-labelledby="next-steps">
      <h2 id="next-steps">Three steps that make more possible</h2>
      <ol class="next-steps">
        <NextStep number={1} title="Get a larger model" done={done.model}>
          <p>
            The model that came with Nearmost understands short commands. A larger one can talk, explain and
            write, and runs on this device too. <a href={href('models')}>See which one fits this device</a>
          </p>
        </NextStep>
        <NextStep number={2} title="Add a key of a cloud provider" done={done.key}>
          <p>
            For what no model here can do. A provider then reads those questions, and takes money for them.
            Only what you mark as public is ever sent; everything else stays here.{' '}
            <a href={href('providers')}>Choose a provider</a>
          </p>
        </NextStep>
        <NextStep number={3} title="Point your app here" done={done.app}>
          <p>Apps that can talk to OpenAI can talk to Nearmost: give them this address.</p>
          <ConnectApp />
        </NextStep>
      </ol>
    </section>
  );
}
