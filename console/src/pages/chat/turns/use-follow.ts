import { useEffect, useRef, useState } from 'preact/hooks';

/** So near to the end counts as at the end. */
const NEAR_PX = 80;

const distance = (): number => document.documentElement.scrollHeight - window.innerHeight - window.scrollY;
const toEnd = (): void => window.scrollTo({ top: document.documentElement.scrollHeight });

/** Keeps the end in sight while a page grows, until the person scrolls up. */
export interface Follow {
  /** The end is in sight, or will be. */
  atEnd: boolean;
  /** Goes to the end, and stays there. */
  goToEnd: () => void;
}

/** @param of what grows; another one begins at its end */
export function useFollow(of: string): Follow {
  const [atEnd, setAtEnd] = useState(true);
  const following = useRef(true);
  const goToEnd = (): void => {
    following.current = true;
    setAtEnd(true);
    toEnd();
  };
  useEffect(() => {
    let lastTop = window.scrollY;
    const scrolled = (): void => {
      const near = distance() < NEAR_PX;
      // Growing never scrolls up by itself: only a person does.
      if (near) following.current = true;
      else if (window.scrollY < lastTop) following.current = false;
      lastTop = window.scrollY;
      setAtEnd(near || following.current);
    };
    const grown = new ResizeObserver(() => following.current && toEnd());
    grown.observe(document.body);
    addEventListener('scroll', scrolled, { passive: true });
    return () => {
      grown.disconnect();
      removeEventListener('scroll', scrolled);
    };
  }, []);
  useEffect(goToEnd, [of]);
  return { atEnd, goToEnd };
}
