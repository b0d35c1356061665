import { randomBytes } from 'node:crypto';
import { invalidSession } from './errors.ts';
import type { ServerKeys } from './srp.ts';
import { type Credential, normalise, type User } from './users.ts';

/** A sign-in that waits for the client's next answer. The client names it by a secret that only this client was given. */
export type Challenge =
  | {
      readonly name: 'PASSWORD_VERIFIER';
      readonly typedName: string;
      readonly credential: Credential;
      readonly clientKey: Buffer;
      readonly serverKeys: ServerKeys;
    }
  | { readonly name: 'SOFTWARE_TOKEN_MFA'; readonly user: User; triesLeft: number }
  | { readonly name: 'NEW_PASSWORD_REQUIRED'; readonly user: User };

export type ChallengeName = Challenge['name'];

/** Cognito's default for `AuthSessionValidity`. */
const LIFETIME = 180_000;

export type Challenges = ReturnType<typeof createChallenges>;

export function createChallenges(now: () => number) {
  const open = new Map<string, { challenge: Challenge; expiresAt: number }>();

  function start(challenge: Challenge): string {
    for (const [key, { expiresAt }] of open) if (expiresAt <= now()) open.delete(key);
    const secret = randomBytes(64).toString('base64');
    open.set(secret, { challenge, expiresAt: now() + LIFETIME });
    return secret;
  }

  /** A secret is good for one kind of challenge and one user, and for nothing else. */
  function find<Name extends ChallengeName>(secret: string, name: Name, username: string) {
    const found = open.get(secret);
    if (!found || found.expiresAt <= now()) throw invalidSession();
    const { challenge } = found;
    if (!isNamed(challenge, name) || !namesOf(challenge).includes(normalise(username))) throw invalidSession();
    return challenge;
  }

  return { start, find, end: (secret: string) => open.delete(secret) };
}

function isNamed<Name extends ChallengeName>(
  challenge: Challenge,
  name: Name,
): challenge is Extract<Challenge, { name: Name }> {
  return challenge.name === name;
}

function namesOf(challenge: Challenge): string[] {
  if (challenge.name === 'PASSWORD_VERIFIER') return [normalise(challenge.typedName), challenge.credential.userId];
  return [challenge.user.username, normalise(challenge.user.attributes.email ?? '')];
}
