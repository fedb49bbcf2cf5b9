import type { LinkStatus } from '../../../../src/contract/index.ts';
import { useLoad } from '../../api/use-load.ts';
import { duration } from '../../format/words.ts';
import { Card } from '../../ui/card.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Facts } from './facts.tsx';
import { ownError } from './own-error.ts';

/** What `GET /admin/status` tells of the server itself. */
interface ServerStatus {
  version: string;
  url: string;
  node: string;
  uptimeS: number;
  link: LinkStatus;
}

const LINK: Record<LinkStatus['state'], string> = {
  unknown: 'not known: nothing was asked elsewhere yet',
  online: 'works',
  slow: 'works, but slowly',
  lost: 'lost: only this device answers',
  captive: 'a network that wants a sign-in first stands between',
};

/** The running server and its surroundings. */
export function Server({ home }: { home: string | undefined }) {
  const { data, error } = useLoad<ServerStatus>('/admin/status');
  return (
    <Card title="Nearmost">
      <ErrorNotice error={ownError(error)} />
      {data && (
        <Facts
          rows={[
            ['Version', `${data.version}, on Node ${data.node.replace(/^v/, '')}`],
            ['Running for', data.uptimeS < 60 ? 'less than a minute' : duration(data.uptimeS * 1000)],
            ['Address', <code>{data.url}</code>],
            [
              'Home folder',
              <>
                <code>{home ?? '…'}</code>
                <p class="muted small">
                  Settings, models, what was learned and the list of requests lie there, readable by you
                  alone.
                </p>
              </>,
            ],
            [
              'Way to providers',
              LINK[data.link.state] + (data.link.state === 'unknown' ? '' : ` (${data.link.why})`),
            ],
          ]}
        />
      )}
    </Card>
  );
}
