/** Something that is done at most once in a while. */
export interface Sometimes {
  /** It is due within the while. */
  soon: () => void;
  /** It is not done any more. */
  end: () => void;
}

/** @param ms the while */
export function sometimes(ms: number, act: () => void): Sometimes {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    soon: () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        act();
      }, ms);
    },
    end: () => clearTimeout(timer),
  };
}
