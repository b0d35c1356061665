import { randomUUID } from 'node:crypto';
import { createDecoyCredentials } from './decoy-credentials.ts';
import { CognitoError } from './errors.ts';
import { createPasswordVerifier, type PasswordVerifier } from './srp.ts';

export interface FederatedIdentity {
  readonly userId: string;
  readonly providerName: string;
  readonly dateCreated: number;
}

export interface User {
  readonly sub: string;
  /** The same as `sub` for users of the pool itself, `Google_117` for a federated user. */
  readonly username: string;
  readonly attributes: Record<string, string>;
  readonly groups: Set<string>;
  readonly identity?: FederatedIdentity;
  status: 'UNCONFIRMED' | 'CONFIRMED' | 'FORCE_CHANGE_PASSWORD' | 'EXTERNAL_PROVIDER';
  enabled: boolean;
  password?: PasswordVerifier;
  /** `usedStep` is the time step of the last accepted code, which cannot be used again. */
  totp?: { secret: string; enabled: boolean; usedStep: number };
  pendingTotpSecret?: string;
}

/** What a sign-in is checked against. `user` is undefined for a name without a password here; the rest is then made up. */
export interface Credential {
  readonly user: User | undefined;
  readonly userId: string;
  readonly password: PasswordVerifier;
}

export type UserDirectory = ReturnType<typeof createUserDirectory>;

export function createUserDirectory(poolName: string) {
  const byUsername = new Map<string, User>();
  const byEmail = new Map<string, User>();
  const decoyOf = createDecoyCredentials();

  function find(name: string): User | undefined {
    return byEmail.get(normalise(name)) ?? byUsername.get(normalise(name));
  }

  function add(attributes: Record<string, string>, status: User['status']): User {
    const email = normalise(attributes.email ?? '');
    if (byEmail.has(email)) {
      throw new CognitoError('UsernameExistsException', 'An account with the given email already exists.');
    }
    const sub = randomUUID();
    const user: User = { sub, username: sub, attributes, groups: new Set(), status, enabled: true };
    byUsername.set(normalise(sub), user);
    byEmail.set(email, user);
    return user;
  }

  /** A federated user is separate from a user of the pool with the same e-mail address: Cognito does not join them. */
  function addFederated(identity: FederatedIdentity, attributes: Record<string, string>, group: string): User {
    const username = `${identity.providerName}_${identity.userId}`;
    const known = byUsername.get(normalise(username));
    if (known) {
      Object.assign(known.attributes, attributes);
      return known;
    }
    const user: User = {
      sub: randomUUID(),
      username,
      attributes,
      groups: new Set([group]),
      identity,
      status: 'EXTERNAL_PROVIDER',
      enabled: true,
    };
    byUsername.set(normalise(username), user);
    return user;
  }

  function setPassword(user: User, password: string): void {
    user.password = createPasswordVerifier(poolName, user.username, password);
  }

  /** Made for known names too, and then not used, so that the answer takes the same work for both. */
  function credentialOf(name: string): Credential {
    const decoy = { user: undefined, ...decoyOf(normalise(name)) };
    const user = find(name);
    return user?.password ? { user, userId: user.username, password: user.password } : decoy;
  }

  return { find, add, addFederated, setPassword, credentialOf };
}

/** User names and e-mail addresses are case-insensitive, as in a pool with `CaseSensitive: false`. */
export function normalise(name: string): string {
  return name.trim().toLowerCase();
}
