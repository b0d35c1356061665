import { originalFormOf } from './cognito/user-pool.ts';
import { type CognitoVerifier, orThrow, type TokenVerifier } from './create-verifier.ts';
import { ConfigError } from './errors.ts';
import type { KeyHealth } from './jwks/key-source.ts';
import type { VerifyResult } from './result.ts';
import { readUnverifiedIssuer } from './verify/read-unverified-issuer.ts';
import { copyOfTail, createTailIndex } from './verify/token-cache.ts';

type UseOf<V> = V extends CognitoVerifier<infer Use> ? Use : never;

/** Tokens whose pool is remembered, by the end of their signature. */
const MAX_ROUTES = 10_000;

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
  const fallback: CognitoVerifier = first;
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

  // A hint alone: the pool that it names judges the whole token. It saves a seen token from being taken apart.
  const routes = createTailIndex<CognitoVerifier>(MAX_ROUTES);

  function verify(token: string | undefined | null): Promise<VerifyResult> {
    if (typeof token !== 'string') return fallback.verify(token);
    return routes.get(token)?.verify(token) ?? verifyByIssuer(token);
  }

  async function verifyByIssuer(token: string): Promise<VerifyResult> {
    // Any verifier refuses what names no pool of ours, and none asks for keys on its account.
    const verifier = byIssuer.get(originalFormOf(readUnverifiedIssuer(token) ?? '')) ?? fallback;
    const result = await verifier.verify(token);
    if (result.token_valid) routes.set(copyOfTail(token), verifier);
    return result;
  }

  function worst(healths: readonly KeyHealth[]): KeyHealth {
    const rank = ({ status }: KeyHealth) => FROM_BEST_TO_WORST.indexOf(status);
    return healths.reduce((a, b) => (rank(b) > rank(a) ? b : a));
  }

  // The one cast: a token of any of these pools has a use that its own verifier accepts.
  const typedVerify = verify as TokenVerifier<UseOf<Verifiers[number]>>['verify'];
  return {
    verify: typedVerify,
    verifyOrThrow: orThrow(typedVerify),
    ready: async () => worst(await Promise.all(verifiers.map((verifier) => verifier.ready()))),
    health: () => worst(verifiers.map((verifier) => verifier.health())),
  };
}
