import { useLayoutEffect, useRef } from 'react';

/** Moves the focus to the page when another one, or its next step, is shown, as a browser does on loading. Screen readers would not notice it otherwise. */
export function useFocusOnChange(shown: unknown): void {
  const before = useRef(shown);

  // Before anybody can press a key on the new page: later, it would take the focus from a field that is being typed into.
  useLayoutEffect(() => {
    if (before.current === shown) return;
    before.current = shown;
    focusPage();
    window.scrollTo(0, 0);
  }, [shown]);
}

export function focusPage(): void {
  document.getElementById('page')?.focus({ preventScroll: true });
}
