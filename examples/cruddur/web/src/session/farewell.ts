// Why nobody is signed in any more, in words. Kept for a minute and for all tabs: another tab learns from the storage that the
// tokens are gone, but not why, and signing out at the hosted login leaves the page.

const KEY = 'cruddur.farewell';
const SHOWN_FOR = 60_000;

export function leaveFarewell(words: string): void {
  localStorage.setItem(KEY, JSON.stringify({ words, at: Date.now() }));
}

export function readFarewell(): string | undefined {
  const { words, at } = stored();
  return Math.abs(Date.now() - at) < SHOWN_FOR ? words : undefined;
}

export function hasLeftSince(time: number): boolean {
  return stored().at > time;
}

export function forgetFarewell(): void {
  localStorage.removeItem(KEY);
}

function stored(): { readonly words: string; readonly at: number } {
  return JSON.parse(localStorage.getItem(KEY) ?? '{"words":"","at":0}');
}
