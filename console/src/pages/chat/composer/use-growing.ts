import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

/** Makes a field as high as what is in it; its style says where that ends. */
export function useGrowing(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const { current } = field;
    if (!current) return;
    current.style.height = 'auto';
    current.style.height = `${current.scrollHeight}px`;
  }, [field, text]);
}
