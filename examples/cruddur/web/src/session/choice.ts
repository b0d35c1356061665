import { useSyncExternalStore } from 'react';
import { SENDINGS, type Sending } from './tokens-to-send.ts';

// What every request of the page sends, one choice for all of it. It is kept for the tab, so that it stays over navigation
// and loading again, and another tab is not touched.

const KEY = 'cruddur.sending';
const listeners = new Set<() => void>();
let chosen: Sending = SENDINGS.find(([value]) => value === sessionStorage.getItem(KEY))?.[0] ?? 'access';

export const choice = {
  current: (): Sending => chosen,
  choose(next: Sending): void {
    chosen = next;
    sessionStorage.setItem(KEY, next);
    for (const listener of listeners) listener();
  },
};

export function useChoice(): Sending {
  return useSyncExternalStore(subscribe, choice.current);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
