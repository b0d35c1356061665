import { UserManager, WebStorageStateStore } from 'oidc-client-ts';
import { pool } from '../settings.ts';

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

/** Resolves to where the member came from. */
export async function finishHostedLogin(): Promise<string> {
  const user = await manager?.signinRedirectCallback();
  return typeof user?.state === 'string' ? user.state : '/';
}

export async function forgetHostedLogin(): Promise<void> {
  await manager?.removeUser();
}

export async function federatedTokens(how: 'as they are' | 'refreshed') {
  const user = await manager?.getUser();
  if (!user) return undefined;
  if (how === 'refreshed' || user.expired) return refresh();
  return { accessToken: user.access_token, idToken: user.id_token ?? '' };
}

async function refresh() {
  try {
    const user = await manager?.signinSilent();
    if (user) return { accessToken: user.access_token, idToken: user.id_token ?? '' };
  } catch (error) {
    // A failed fetch is not a sign-out: the tokens stay, and the next call tries again.
    if (error instanceof TypeError) throw error;
  }
  await manager?.removeUser();
  return undefined;
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
