import { originalFormOf } from './cognito/user-pool.ts';
import { type CognitoVerifier, orThrow, type TokenVerifier } from './create-verifier.ts';
import { ConfigError } from './errors.ts';
import type { KeyHealth } from './jwks/select-key.ts';
import { readUnverifiedIssuer } from './verify/read-unverified-issuer.ts';

type UseOf<V> = V extends CognitoVerifier<infer Use> ? Use : never;

const FROM_BEST_TO_WORST: readonly KeyHealth['status'][] = ['fresh', 'stale', 'unavailable'];

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
  const byIssuer = new Map(verifiers.map((verifier) => [originalFormOf(verifier.issuer), verifier]));
  if (byIssuer.size < verifiers.length) {
    throw new ConfigError(
      'combineVerifiers has two verifiers of one pool: give one verifier both clientIds or tokenUses',
    );
  }

  const verifierFor = (token: unknown): CognitoVerifier => {
    const issuer = typeof token === 'string' ? readUnverifiedIssuer(token) : undefined;
    // Any verifier refuses what names no pool of ours, and none asks for keys on its account.
    return byIssuer.get(originalFormOf(issuer ?? '')) ?? first;
  };

  function worst(healths: readonly KeyHealth[]): KeyHealth {
    const rank = ({ status }: KeyHealth) => FROM_BEST_TO_WORST.indexOf(status);
    return healths.reduce((a, b) => (rank(b) > rank(a) ? b : a));
  }

  // The one cast: a token of any of these pools has a use that its own verifier accepts.
  const verify = (async (token: string | undefined | null) => verifierFor(token).verify(token)) as TokenVerifier<
    UseOf<Verifiers[number]>
  >['verify'];
  return {
    verify,
    verifyOrThrow: orThrow(verify),
    ready: async () => worst(await Promise.all(verifiers.map((verifier) => verifier.ready()))),
    health: () => worst(verifiers.map((verifier) => verifier.health())),
  };
}
