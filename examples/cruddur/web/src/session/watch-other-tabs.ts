import { pool } from '../settings.ts';

/** Sign-ins and sign-outs write several keys one after the other. */
const ALL_WRITTEN_MS = 100;

/**
 * Calls the listener when the tokens in the browser's storage may be those of somebody else: another tab wrote them, or the browser
 * brought back a page as it was when it was left. Returns a function that ends it.
 */
export function watchOtherTabs(listener: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  function soon(): void {
    clearTimeout(timer);
    timer = setTimeout(listener, ALL_WRITTEN_MS);
  }
  function onStorage({ key }: StorageEvent): void {
    // Without a key, everything was cleared. Both client libraries have the client ID in the names of theirs.
    if (key === null || key.includes(pool.clientId)) soon();
  }
  function onPageShow({ persisted }: PageTransitionEvent): void {
    if (persisted) soon();
  }
  window.addEventListener('storage', onStorage);
  window.addEventListener('pageshow', onPageShow);
  return () => {
    clearTimeout(timer);
    window.removeEventListener('storage', onStorage);
    window.removeEventListener('pageshow', onPageShow);
  };
}
