import { forgetPoolTokens, poolTokens } from './amplify.ts';
import { hasLeftSince } from './farewell.ts';
import { federatedTokens, forgetHostedLogin } from './federated.ts';
import type { TokenPair } from './token-pair.ts';

export interface Tokens extends TokenPair {
  /** Signed in by the hosted login page. Such tokens do not have the scope for the pool's own API. */
  readonly federated: boolean;
}

/**
 * The member's tokens. Ask before every call, because the client libraries renew them when they have expired.
 * Undefined if nobody is signed in. Throws SessionEnded if the pool refuses to renew them, and other errors if it cannot be
 * reached, which is not a sign-out.
 */
export async function currentTokens(how: 'as they are' | 'refreshed' = 'as they are'): Promise<Tokens | undefined> {
  const askedAt = Date.now();
  const federated = await federatedTokens(how);
  const pair = federated ?? (await poolTokens(how));
  if (pair === undefined) return undefined;
  // Signed out here or in another tab while they were renewed: then the library has stored them after the others were deleted.
  if (hasLeftSince(askedAt)) return forgetTokens();
  return { ...pair, federated: federated !== undefined };
}

/** Without asking the pool, which may be down: until they are gone, the page shows what was private. */
export async function forgetTokens(): Promise<undefined> {
  await Promise.all([forgetHostedLogin(), forgetPoolTokens()]);
}

/** To tell one member from another in this browser, and for nothing else: nothing was verified here. */
export function subOf({ accessToken }: Tokens): string {
  const [, payload = ''] = accessToken.split('.');
  return String(JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))).sub);
}
