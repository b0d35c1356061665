import type { PoolContext } from './pool-context.ts';
import { normalise, type User } from './users.ts';

export interface NewUser {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly handle: string;
  readonly groups?: readonly string[];
  /** Default `CONFIRMED`; `FORCE_CHANGE_PASSWORD` makes the password a temporary one. */
  readonly status?: User['status'];
}

/** What an administrator does on AWS, by its console or command line. */
export function administration({ users, signIns }: PoolContext) {
  function userOf(email: string): User {
    const user = users.find(email);
    if (!user) throw new Error(`The local pool has no user ${email}`);
    return user;
  }

  return {
    /** A user who need not confirm anything. Returns the `sub`. */
    createUser({ email, password, name, handle, groups = [], status = 'CONFIRMED' }: NewUser): string {
      const attributes = { email: normalise(email), email_verified: 'true', name, preferred_username: handle };
      const user = users.add(attributes, status);
      users.setPassword(user, password);
      for (const group of groups) user.groups.add(group);
      return user.sub;
    },
    /** The tokens of the next sign-in or refresh carry the group. */
    addToGroup(email: string, group: string): void {
      userOf(email).groups.add(group);
    },
    removeFromGroup(email: string, group: string): void {
      userOf(email).groups.delete(group);
    },
    /** Nobody signs in as this user any more, and what was signed in is revoked. */
    disableUser(email: string): void {
      userOf(email).enabled = false;
      signIns.revokeAll(userOf(email));
    },
  };
}
