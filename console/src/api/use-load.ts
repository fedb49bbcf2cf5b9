import { useEffect, useRef, useState } from 'preact/hooks';
import { call, type CallError } from './call.ts';
import { returns } from './live.ts';

/** Data of the server, on its way or here. */
export interface Loaded<T> {
  data: T | undefined;
  error: CallError | undefined;
  /** Reads it anew; what is shown stays until the new is here. */
  reload: () => void;
}

/**
 * Reads `path` and gives what came; reads again when the path changes and when the server came back.
 * @param path undefined: nothing is read
 * @example const { data, error } = useLoad<{ skills: SkillStatus[] }>('/admin/skills')
 */
export function useLoad<T>(path: string | undefined): Loaded<T> {
  const [state, setState] = useState<{ path?: string; data?: T; error?: CallError }>({});
  const [asked, setAsked] = useState(0);
  const reload = useRef(() => setAsked((count) => count + 1));
  const back = returns.value;
  useEffect(() => {
    if (path === undefined) return undefined;
    const stop = new AbortController();
    call<T>(path, { signal: stop.signal }).then(
      (data) => setState({ path, data }),
      (error: CallError) => {
        if (!stop.signal.aborted)
          setState((before) => ({ ...(before.path === path ? before : { path }), error }));
      },
    );
    return () => stop.abort();
  }, [path, asked, back]);
  const current = state.path === path ? state : {};
  return { data: current.data, error: current.error, reload: reload.current };
}
