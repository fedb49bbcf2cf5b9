import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Notice } from '../ui/notice.tsx';
import { PAGES } from './pages.ts';
import { place } from './route.ts';

/** The page that the address names; the first one for any other address. */
export function CurrentPage() {
  const page = PAGES.find(({ id }) => id === place.value.page) ?? PAGES[0];
  const [shown, setShown] = useState<{ id: string; Page: ComponentType }>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let left = false;
    setFailed(false);
    page?.load().then(
      ({ Page }) => {
        if (left) return;
        setShown({ id: page.id, Page });
        document.title = `${page.title} · Nearmost`;
      },
      () => setFailed(!left),
    );
    return () => {
      left = true;
    };
  }, [page]);
  if (failed)
    return (
      <Notice level="problem" title="This page could not be loaded.">
        Nearmost may have been updated or stopped. <a href="">Load the console again</a>
      </Notice>
    );
  return shown && shown.id === page?.id ? <shown.Page /> : null;
}
