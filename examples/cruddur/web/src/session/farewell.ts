// Why nobody is signed in any more, in words. Kept for a minute and for all tabs: another tab learns from the storage that the
// tokens are gone, but not why, and signing out at the hosted login leaves the page.

const KEY = 'cruddur.farewell';
const SHOWN_FOR = 60_000;

export function leaveFarewell(words: string): void {
  localStorage.setItem(KEY, JSON.stringify({ words, at: Date.now() }));
}

export function readFarewell(): string | undefined {
  try {
    const { words, at } = JSON.parse(localStorage.getItem(KEY) ?? '{}') as { words?: unknown; at?: unknown };
    const isRecent = Math.abs(Date.now() - Number(at)) < SHOWN_FOR;
    return isRecent && typeof words === 'string' ? words : undefined;
  } catch {
    return undefined;
  }
}

export function forgetFarewell(): void {
  localStorage.removeItem(KEY);
}
