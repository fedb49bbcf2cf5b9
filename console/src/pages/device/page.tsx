import './page.css';
import type { DeviceView } from '../../../../src/contract/index.ts';
import { useLoad } from '../../api/use-load.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Doctor } from './doctor.tsx';
import { Machine } from './machine.tsx';
import { Server } from './server.tsx';
import { Settings } from './settings.tsx';
import { Speeds } from './speeds.tsx';
import { ThisBrowser } from './this-browser.tsx';

/** This machine: what it has, how fast it is, what is to be mended, and by which settings it runs. */
export function Page() {
  const { data, error } = useLoad<DeviceView>('/admin/device');
  return (
    <>
      <PageHead
        title="Device"
        about="The machine that answers: what it has, how fast it is, and what could be better."
      />
      <div class="stack">
        <ErrorNotice error={error} />
        <Doctor />
        {data && <Machine facts={data.facts} />}
        {data && <Speeds view={data} />}
        <Server home={data?.home} />
        <ThisBrowser />
        <Settings />
      </div>
    </>
  );
}
