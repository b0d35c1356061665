// When to close a connection that outlives its request, for ws.ts and socket-io.ts. A WebSocket is checked once, at its
// handshake. Without this it goes on for days with a token that expired after an hour, or whose user has signed out.
import type { VerifiedToken } from 'cognito-guard';
import type { RevocationEntry, RevocationList } from 'cognito-guard/revocation';

/** The longest time that `setTimeout` can wait: a longer one would fire at once. No Cognito token lives so long. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Calls `close` once, when the token is no longer good: at its `exp`, or as soon as the list, if there is one, hears that it is revoked.
 * @returns `stop`, to be called when the connection has ended by itself, or timer and list hold it in memory until `exp`
 */
export function closeOn(auth: VerifiedToken, close: () => void, list?: RevocationList): () => void {
  const timer = setTimeout(end, Math.min(auth.claims.exp * 1000 - Date.now(), LONGEST_MS));
  // A timer of a connection is no reason to keep a process alive that is shutting down.
  timer.unref();
  const unsubscribe = list?.onRevoked((entry) => {
    if (isRevoked(list, auth, entry)) end();
  });
  // The list may have heard of it after the verifier was asked.
  if (list !== undefined && isRevoked(list, auth)) end();

  function stop(): void {
    clearTimeout(timer);
    unsubscribe?.();
  }

  function end(): void {
    stop();
    close();
  }

  return stop;
}

/**
 * The list answers for no token where it has not heard of its server for too long. Then the entry alone is asked: an outage of ours must
 * neither close the sockets of everybody, nor keep one open whose user has signed out.
 */
function isRevoked(list: RevocationList, auth: VerifiedToken, entry?: RevocationEntry): boolean {
  try {
    return list.isRevoked(auth);
  } catch {
    return entry !== undefined && isNamed(entry, auth);
  }
}

function isNamed(given: RevocationEntry, { token_use, claims }: VerifiedToken): boolean {
  // Its own members alone, so that a polluted Object.prototype keeps no socket open.
  const entry: RevocationEntry = Object.assign(Object.create(null), given);
  // By whatever claim the list's `sessionClaim` calls it.
  if ('session' in entry) return Object.values(claims).includes(entry.session);
  if ('token' in entry) return claims.jti === entry.token;
  const client = token_use === 'id' ? claims.aud : claims.client_id;
  const isTheirs = 'user' in entry ? claims.sub === entry.user : client === entry.client;
  // A client that has refreshed may be connected again already: that connection stays. Cognito's times are whole seconds.
  return isTheirs && Math.floor(claims.iat) <= Number(entry.before) / 1000;
}
