// Signs a user out everywhere, from the next request on. Cognito by itself ends the refresh tokens: an access token that exists
// is accepted by every server that checks it without asking Cognito, until it expires.
import {
  AdminUserGlobalSignOutCommand,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { RevocationList } from 'cognito-guard/revocation';

interface SignOutServices {
  /** May call `cognito-idp:AdminUserGlobalSignOut`. */
  readonly cognito: CognitoIdentityProviderClient;
  readonly list: RevocationList;
  readonly userPoolId: string;
}

/**
 * Both names are claims of the user's access tokens. If Cognito or the list fails, the other one has been told all the same, and this
 * rejects: call it again, doing it twice does no harm.
 */
export async function signOutEverywhere(
  { cognito, list, userPoolId }: SignOutServices,
  { username, sub }: { readonly username: string; readonly sub: string },
): Promise<void> {
  try {
    // Cognito first. The list names the tokens issued until now, so one that is refreshed between the two must still be among
    // them. The other way round it would be younger than the entry, and good for another hour.
    await cognito.send(new AdminUserGlobalSignOutCommand({ UserPoolId: userPoolId, Username: username }));
  } finally {
    // Also where Cognito failed: then the user's devices refresh and go on, but a stolen access token is good for nothing.
    await list.revoke({ user: sub });
  }
}
