import { fetchAuthSession } from '@aws-amplify/core';
import { federatedTokens } from './federated.ts';

export interface Tokens {
  readonly accessToken: string;
  readonly idToken: string;
  /** By the hosted login page: such tokens lack the scope for the pool's own API. */
  readonly federated: boolean;
}

/**
 * The member's tokens, asked for before every call: the client library renews them when their time is over.
 * Undefined: nobody is signed in, or no longer. Throws when the pool cannot be reached: that is not a sign-out.
 */
export async function currentTokens(how: 'as they are' | 'refreshed' = 'as they are'): Promise<Tokens | undefined> {
  const federated = await federatedTokens(how);
  if (federated) return { ...federated, federated: true };
  const { tokens } = await fetchAuthSession({ forceRefresh: how === 'refreshed' });
  if (!tokens?.idToken) return undefined;
  return { accessToken: tokens.accessToken.toString(), idToken: tokens.idToken.toString(), federated: false };
}
