// Ends one sign-in whose refresh token was stolen, and none of the user's others. To be called where a refresh token comes that was
// rotated away already: then two parties have it, and nobody can tell which one is the user.
import { type CognitoIdentityProviderClient, RevokeTokenCommand } from '@aws-sdk/client-cognito-identity-provider';
import type { RevocationList } from 'cognito-guard/revocation';

interface SessionServices {
  /** Needs no credentials for this: whoever has the refresh token may revoke it. */
  readonly cognito: CognitoIdentityProviderClient;
  readonly list: RevocationList;
  readonly clientId: string;
  /** Where the app client has one. */
  readonly clientSecret?: string;
}

/**
 * `originJti` is the claim `origin_jti` of the session's access tokens: keep it beside the refresh token, which is no JWT and tells
 * nothing. If this rejects, call it again until it does not, or the thief is back when the list forgets the entry, after a day.
 */
export async function endStolenSession(
  { cognito, list, clientId, clientSecret }: SessionServices,
  { refreshToken, originJti }: { readonly refreshToken: string; readonly originJti: string },
): Promise<void> {
  try {
    // The list first: it refuses what the thief refreshes from now on as well, so nothing is gained by being faster than Cognito.
    await list.revoke({ session: originJti });
  } finally {
    // Ends the refresh token, and all access tokens of it at Cognito's own APIs. One that is revoked already is no error.
    await cognito.send(new RevokeTokenCommand({ Token: refreshToken, ClientId: clientId, ClientSecret: clientSecret }));
  }
}
