import { signOut as amplifySignOut } from '@aws-amplify/auth';
import { ErrorResponse, type User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import { pool } from '../settings.ts';
import { SessionEnded, type TokenPair } from './token-pair.ts';

/** Authorization code with PKCE at the pool's hosted login, which offers other identity providers. */
function createManager(hostedLogin: string): UserManager {
  return new UserManager({
    authority: hostedLogin,
    // Written out, because the domain of a pool serves no discovery document.
    metadata: {
      issuer: hostedLogin,
      authorization_endpoint: `${hostedLogin}/oauth2/authorize`,
      token_endpoint: `${hostedLogin}/oauth2/token`,
      revocation_endpoint: `${hostedLogin}/oauth2/revoke`,
    },
    client_id: pool.clientId,
    redirect_uri: `${location.origin}/callback`,
    scope: 'openid email profile',
    automaticSilentRenew: false,
    userStore: new WebStorageStateStore({ store: localStorage }),
  });
}

const manager = pool.hostedLogin === undefined ? undefined : createManager(pool.hostedLogin);

export const hasHostedLogin = manager !== undefined;

/** Where to go afterwards travels in oidc-client-ts's own state, and not in the address. */
export async function startHostedLogin(from: string): Promise<void> {
  await manager?.signinRedirect({ state: from });
}

/** Resolves to where the member came from. One browser has one session: that of a password, begun in another tab meanwhile, ends. */
export async function finishHostedLogin(): Promise<string> {
  const user = await manager?.signinRedirectCallback();
  await amplifySignOut();
  return typeof user?.state === 'string' ? user.state : '/';
}

export async function forgetHostedLogin(): Promise<void> {
  await manager?.removeUser();
}

export async function federatedTokens(how: 'as they are' | 'refreshed'): Promise<TokenPair | undefined> {
  const user = await manager?.getUser();
  if (!user) return undefined;
  return pairOf(how === 'refreshed' || user.expired ? await renewed() : user);
}

/** The token endpoint's words for "sign in again" (RFC 6749 section 5.2). */
const REFUSALS: readonly (string | null)[] = ['invalid_grant', 'invalid_client', 'unauthorized_client'];

/** Whatever else fails is an outage: the tokens stay, and the next call tries again. */
async function renewed(): Promise<User> {
  try {
    const user = await manager?.signinSilent();
    if (user) return user;
  } catch (error) {
    if (!(error instanceof ErrorResponse && REFUSALS.includes(error.error))) throw error;
  }
  await manager?.removeUser();
  throw new SessionEnded();
}

function pairOf({ access_token, id_token }: User): TokenPair {
  return { accessToken: access_token, idToken: id_token ?? '' };
}

/**
 * Revokes and removes the tokens, and signs out at the hosted login too. None of the three does the work of another: the hosted
 * login's sign-out only ends its cookie, which would sign the next user in without asking, and leaves the refresh token alive.
 */
export async function leaveHostedLogin(): Promise<void> {
  // Revokes the access token with it, at the pool. If the pool cannot be reached, the user wants to leave all the same.
  await manager?.revokeTokens(['refresh_token']).catch(() => {});
  await manager?.removeUser();
  const query = new URLSearchParams({ client_id: pool.clientId, logout_uri: `${location.origin}/` });
  location.assign(`${pool.hostedLogin}/logout?${query}`);
}
