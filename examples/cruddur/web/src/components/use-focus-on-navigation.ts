import { useLayoutEffect, useRef } from 'react';
import { useLocation } from 'react-router-dom';

/** Moves the focus to the new page, as a browser does on loading. Screen readers would not notice it otherwise. */
export function useFocusOnNavigation(): void {
  const { pathname } = useLocation();
  const shown = useRef(pathname);

  // Before anybody can press a key on the new page: later, it would take the focus from a field that is being typed into.
  useLayoutEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    focusPage();
    window.scrollTo(0, 0);
  }, [pathname]);
}

export function focusPage(): void {
  document.getElementById('page')?.focus({ preventScroll: true });
}
