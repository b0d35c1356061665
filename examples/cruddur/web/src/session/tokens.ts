import { fetchAuthSession } from '@aws-amplify/core';
import { federatedTokens } from './federated.ts';

export interface Tokens {
  readonly accessToken: string;
  readonly idToken: string;
  /** Signed in by the hosted login page. Such tokens do not have the scope for the pool's own API. */
  readonly federated: boolean;
}

/**
 * The member's tokens. Ask before every call, because the client libraries renew them when they have expired.
 * Undefined if nobody is signed in. Throws if the pool cannot be reached, which is not a sign-out.
 */
export async function currentTokens(how: 'as they are' | 'refreshed' = 'as they are'): Promise<Tokens | undefined> {
  const federated = await federatedTokens(how);
  if (federated) return { ...federated, federated: true };
  const { tokens } = await fetchAuthSession({ forceRefresh: how === 'refreshed' });
  if (!tokens?.idToken) return undefined;
  return { accessToken: tokens.accessToken.toString(), idToken: tokens.idToken.toString(), federated: false };
}

/** To tell one member from another in this browser, and for nothing else: nothing was verified here. */
export function subOf({ accessToken }: Tokens): string {
  const [, payload = ''] = accessToken.split('.');
  return String(JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))).sub);
}
