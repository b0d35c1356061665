// Adds a user to a group, or removes one, for the tokens that exist as well. Cognito writes the groups into tokens when it issues them,
// so a moderator who was removed stays one until the token expires. Here the user's tokens are revoked: the client
// gets 401 `token_revoked`, refreshes, and goes on with the new groups, without signing in again.
import { setTimeout } from 'node:timers/promises';
import {
  AdminAddUserToGroupCommand,
  AdminRemoveUserFromGroupCommand,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { RevocationList } from 'cognito-guard/revocation';

interface GroupServices {
  /** May call `cognito-idp:AdminAddUserToGroup` and `cognito-idp:AdminRemoveUserFromGroup`. */
  readonly cognito: CognitoIdentityProviderClient;
  readonly list: RevocationList;
  readonly userPoolId: string;
}

/** Both names of the user are claims of the access tokens. */
interface GroupMember {
  readonly username: string;
  readonly sub: string;
  readonly group: string;
}

/** The rest of the second in which the group was changed, and a bit for clocks that differ. */
const SECOND_IS_OVER_MS = 1_100;

export async function addToGroup(services: GroupServices, { username, sub, group }: GroupMember): Promise<void> {
  const input = { UserPoolId: services.userPoolId, Username: username, GroupName: group };
  await services.cognito.send(new AdminAddUserToGroupCommand(input));
  await revokeIssuedUntilNow(services.list, sub);
}

export async function removeFromGroup(services: GroupServices, { username, sub, group }: GroupMember): Promise<void> {
  const input = { UserPoolId: services.userPoolId, Username: username, GroupName: group };
  await services.cognito.send(new AdminRemoveUserFromGroupCommand(input));
  await revokeIssuedUntilNow(services.list, sub);
}

/**
 * After the change and not before, or a refresh between the two would bring the old groups back. If this fails, the old tokens
 * keep the old groups: repeat the whole, Cognito does not mind.
 */
async function revokeIssuedUntilNow(list: RevocationList, sub: string): Promise<void> {
  const before = new Date();
  // Tokens tell whole seconds, so the new ones of this second would be revoked with the old ones, and a client that is refused
  // twice in a row takes its user for signed out. So nobody is refused before a refresh brings a token of a later second.
  await setTimeout(SECOND_IS_OVER_MS);
  await list.revoke({ user: sub, before });
}
