import type { PoolContext } from './pool-context.ts';
import type { Tokens } from './sign-ins.ts';
import { normalise, type User } from './users.ts';

export interface NewUser {
  readonly email: string;
  readonly password: string;
  /** By Cognito's names, such as `preferred_username`. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly groups?: readonly string[];
  /** Default `CONFIRMED`. With `FORCE_CHANGE_PASSWORD` the password is a temporary one. */
  readonly status?: User['status'];
}

/** What an administrator of a real pool does in the AWS console or on the command line. */
export function administration({ users, signIns }: PoolContext) {
  function userOf(email: string): User {
    const user = users.find(email);
    if (!user) throw new Error(`The local pool has no user ${email}`);
    return user;
  }

  return {
    /** Creates a user whose e-mail address needs no confirmation, and returns the `sub`. */
    createUser({ email, password, attributes, groups = [], status = 'CONFIRMED' }: NewUser): string {
      const user = users.add({ ...attributes, email: normalise(email), email_verified: 'true' }, status);
      users.setPassword(user, password);
      for (const group of groups) user.groups.add(group);
      return user.sub;
    },
    /** Signs a user in without a password: tokens as the API would give them, for a script or a test. */
    tokensFor: async (email: string): Promise<Tokens> => signIns.mint(await signIns.start(userOf(email))),
    /** The group is in the tokens of the next sign-in or refresh, not in those that exist already. */
    addToGroup(email: string, group: string): void {
      userOf(email).groups.add(group);
    },
    /** From now on this user cannot sign in, and the sign-ins that exist are revoked. */
    disableUser(email: string): void {
      userOf(email).enabled = false;
      signIns.revokeAll(userOf(email));
    },
  };
}
