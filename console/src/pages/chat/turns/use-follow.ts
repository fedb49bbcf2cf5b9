import { useEffect, useRef, useState } from 'preact/hooks';

/** So near to the end counts as at the end. */
const NEAR_PX = 80;

const distance = (): number => document.documentElement.scrollHeight - window.innerHeight - window.scrollY;

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
  /** Where the page stood when it was last looked at; moved along by what scrolls here, so that a person's scrolling shows. */
  const top = useRef(0);
  const toEnd = (): void => {
    window.scrollTo({ top: document.documentElement.scrollHeight });
    top.current = window.scrollY;
  };
  const goToEnd = (): void => {
    following.current = true;
    setAtEnd(true);
    toEnd();
  };
  useEffect(() => {
    const scrolled = (): void => {
      const near = distance() < NEAR_PX;
      // Growing never scrolls up by itself: only a person does.
      if (near) following.current = true;
      else if (window.scrollY < top.current) following.current = false;
      top.current = window.scrollY;
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
