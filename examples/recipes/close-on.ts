// When to close a connection that outlives its request, for ws.ts and socket-io.ts. A WebSocket is checked once, at its
// handshake. Without this it goes on for days with a token that expired after an hour.
import type { VerifiedToken } from 'cognito-guard';

/** The longest time that `setTimeout` can wait: a longer one would fire at once. No Cognito token lives so long. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Calls `close` once, when the token is no longer good: at its `exp`. A place for further causes: whoever hears of revoked
 * tokens or signed-out users subscribes here, calls `close`, and unsubscribes in `stop`.
 * @returns `stop`, to be called when the connection has ended by itself, or the timer holds it in memory until `exp`
 */
export function closeOn({ claims }: VerifiedToken, close: () => void): () => void {
  const timer = setTimeout(close, Math.min(claims.exp * 1000 - Date.now(), LONGEST_MS));
  // A timer of a connection is no reason to keep a process alive that is shutting down.
  timer.unref();

  return function stop() {
    clearTimeout(timer);
  };
}
