import { originalFormOf } from './cognito/user-pool.ts';
import { type CognitoVerifier, healthFaces, type TokenVerifier, verifyFaces } from './create-verifier.ts';
import { ConfigError } from './errors.ts';
import type { KeyHealth } from './jwks/key-source.ts';
import type { VerifyResult } from './result.ts';
import { clockMember, clockOf } from './verifier-clock.ts';
import { readUnverifiedIssuer } from './verify/read-unverified-issuer.ts';

type UseOf<V> = V extends CognitoVerifier<infer Use> ? Use : never;

const BADNESS = { fresh: 0, stale: 1, unavailable: 2 } satisfies Record<KeyHealth['status'], number>;

/**
 * One verifier over several pools: verifies like the one whose issuer the token names, by that pool's keys and policy
 * alone. The list is closed: nothing is ever made or kept for an issuer that a token brings.
 *
 * @returns `ready()` loads the keys of all; `health()` is the worst of theirs
 * @throws {ConfigError} without verifiers, or with two of one pool
 */
export function combineVerifiers<Verifiers extends readonly CognitoVerifier[]>(
  ...verifiers: Verifiers
): TokenVerifier<UseOf<Verifiers[number]>> {
  const first = verifiers[0];
  if (first === undefined) throw new ConfigError('combineVerifiers needs at least one verifier');
  const anyOfThem: CognitoVerifier = first;
  if (!verifiers.every((verifier) => typeof verifier?.verify === 'function' && typeof verifier.issuer === 'string')) {
    throw new ConfigError(
      'combineVerifiers takes verifiers made by createCognitoVerifier, each as an argument of its own',
    );
  }
  const byIssuer = new Map(verifiers.map((verifier) => [originalFormOf(verifier.issuer), verifier]));
  if (byIssuer.size < verifiers.length) {
    throw new ConfigError(
      'combineVerifiers has two verifiers of one pool: give one verifier both clientIds or tokenUses',
    );
  }

  function verifierFor(issuer: unknown): CognitoVerifier {
    return (typeof issuer === 'string' ? byIssuer.get(originalFormOf(issuer)) : undefined) ?? anyOfThem;
  }

  function verify(token: string | undefined | null): Promise<VerifyResult> {
    // A token that names none of our pools is refused by every verifier, and none of them fetches keys because of it.
    const issuer = typeof token === 'string' ? readUnverifiedIssuer(token) : undefined;
    return verifierFor(issuer).verify(token);
  }

  function worst(healths: readonly KeyHealth[]): KeyHealth {
    return healths.reduce((a, b) => (BADNESS[b.status] > BADNESS[a.status] ? b : a));
  }

  return {
    ...verifyFaces<UseOf<Verifiers[number]>>(verify),
    ...healthFaces(
      async () => worst(await Promise.all(verifiers.map((verifier) => verifier.ready()))),
      () => worst(verifiers.map((verifier) => verifier.health())),
    ),
    ...clockMember((issuer) => clockOf(verifierFor(issuer), issuer)),
  };
}
