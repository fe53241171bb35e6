import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** A box that scrolls: it gets the focus, so that it can be scrolled by keyboard, too. */
export function useScrollable<Element extends HTMLElement>(): RefObject<Element | null> {
  const box = useRef<Element>(null);
  useEffect(() => {
    if (box.current) box.current.tabIndex = 0;
  }, []);
  return box;
}
