import type { TokenUse } from './cognito/claims.ts';
import { ConfigError, TokenRejectedError } from './errors.ts';
import { fetchKeySet, type KeySet, parseKeySet } from './jwks/fetch-key-set.ts';
import { createKeySource, type KeyHealth } from './jwks/key-source.ts';
import { importKey } from './jwks/rs256-key.ts';
import { resolveOptions } from './options/resolve-options.ts';
import type { CognitoVerifierOptions } from './options/verifier-options.ts';
import type { VerifiedToken, VerifyResult } from './result.ts';
import { createTokenVerification } from './verify/verify-token.ts';

/** What verifies tokens: of one pool (`createCognitoVerifier`) or of several (`combineVerifiers`). */
export interface TokenVerifier<Use extends TokenUse = TokenUse> {
  /**
   * Tells whether a token is good. Resolves always: a bad token, no token and a key outage are values. Anything that is
   * not a string is refused. `Custom` types your own claims; it is not checked.
   */
  verify<Custom = unknown>(token: string | undefined | null): Promise<VerifyResult<Use, Custom>>;
  /**
   * The same for callers who prefer exceptions.
   * @throws {TokenRejectedError} with the `reason`
   */
  verifyOrThrow<Custom = unknown>(token: string | undefined | null): Promise<VerifiedToken<Use, Custom>>;
  /** Loads the keys, say before listening. Resolves to `health()` and does not reject: an outage is a value. */
  ready(): Promise<KeyHealth>;
  /** State of the keys, without asking for any. */
  health(): KeyHealth;
}

/** A verifier of one user pool. */
export interface CognitoVerifier<Use extends TokenUse = TokenUse> extends TokenVerifier<Use> {
  /** The pool's `iss`, in its ORIGINAL form, or as the option `issuer` gave it. */
  readonly issuer: string;
}

/**
 * Makes the verifier of one user pool. Make it once, at start, and share it: it holds the pool's keys and remembers
 * verified tokens. Nothing is fetched before the first token or `ready()`.
 *
 * @throws {ConfigError} for a missing, unknown or wrong option; says what to write instead
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
 * @example
 * const verifier = createCognitoVerifier({
 *   userPoolId: 'eu-west-1_AbCdEf123',
 *   clientId: '1h57kf5cpq17m0eml12EXAMPLE',
 *   tokenUse: 'access',
 * });
 */
export function createCognitoVerifier<Use extends TokenUse>(
  options: CognitoVerifierOptions<Use>,
): CognitoVerifier<Use> {
  const config = resolveOptions(options);
  const { fetch, fetchTimeoutMs: timeoutMs } = config;
  const staticKeys = config.staticKeys === undefined ? undefined : staticKeySet(config.staticKeys);
  const load = async () => staticKeys ?? fetchKeySet(config.keySetUrls, { fetch, timeoutMs });
  const keys = createKeySource({ ...config, load, importKey });
  const verifyToken = createTokenVerification(config, keys);

  // A static set is always fresh, and always there.
  const health = staticKeys === undefined ? keys.health : (): KeyHealth => ({ status: 'fresh', ageSeconds: 0 });
  // The one cast to the caller's types: `tokenUses` has been held against Use, and Custom is the caller's word.
  const verify = verifyToken as CognitoVerifier<Use>['verify'];
  const ready = async () => {
    await keys.ready();
    return health();
  };
  return { verify, verifyOrThrow: orThrow(verify), ready, health, issuer: config.issuers[0] };
}

/** The throwing face of a `verify`. */
export function orThrow<Use extends TokenUse>(
  verify: TokenVerifier<Use>['verify'],
): TokenVerifier<Use>['verifyOrThrow'] {
  return async function verifyOrThrow<Custom>(token: string | undefined | null) {
    const result = await verify<Custom>(token);
    if (!result.token_valid) throw new TokenRejectedError(result);
    return result;
  };
}

function staticKeySet(jwks: object): KeySet {
  try {
    return parseKeySet(jwks);
  } catch (cause) {
    throw new ConfigError(`jwks must be a key set such as the pool publishes. ${(cause as Error).message}`, { cause });
  }
}
