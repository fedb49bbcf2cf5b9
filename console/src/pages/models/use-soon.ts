import { useEffect, useRef } from 'preact/hooks';

/** Does something soon, and once however often it is asked for until then. @param ms until it is done */
export function useSoon(work: () => void, ms: number): () => void {
  const due = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(due.current), []);
  return () => {
    due.current ??= setTimeout(() => {
      due.current = undefined;
      work();
    }, ms);
  };
}
