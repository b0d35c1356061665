import type { TokenUse } from './cognito/claims.ts';
import { ConfigError, TokenRejectedError } from './errors.ts';
import { fetchKeySet } from './jwks/fetch-key-set.ts';
import { createKeySource, type KeyHealth } from './jwks/key-source.ts';
import { type KeySet, parseKeySet } from './jwks/parse-key-set.ts';
import { importKey } from './jwks/rs256-key.ts';
import { hasFurtherArguments, refuseFurtherArguments, takingAtMost } from './options/option-checks.ts';
import { resolveOptions } from './options/resolve-options.ts';
import type { CognitoVerifierOptions } from './options/verifier-options.ts';
import type { VerifiedToken, VerifyResult } from './result.ts';
import { clockMember } from './verifier-clock.ts';
import { createTokenVerification } from './verify/verify-token.ts';

/** What verifies tokens: of one pool (`createCognitoVerifier`) or of several (`combineVerifiers`). */
export interface TokenVerifier<Use extends TokenUse = TokenUse> {
  /**
   * Tells whether a token is good. Resolves, whatever it is given: a bad token, no token and a key outage are values.
   * Anything that is not a string is refused. `Custom` types your own claims; it is not checked.
   * @throws {ConfigError} (as a rejection) only for a further argument, which could not be what was meant
   */
  verify<Custom = unknown>(token: string | undefined | null): Promise<VerifyResult<Use, Custom>>;
  /**
   * The same for callers who prefer exceptions.
   * @throws {TokenRejectedError} with the `reason`
   */
  verifyOrThrow<Custom = unknown>(token: string | undefined | null): Promise<VerifiedToken<Use, Custom>>;
  /** Loads the keys, say before listening. Resolves to `health()` and does not reject for an outage, which is a value. */
  ready(): Promise<KeyHealth>;
  /** State of the keys, without asking for any. */
  health(): KeyHealth;
}

/** A verifier of one user pool. */
export interface CognitoVerifier<Use extends TokenUse = TokenUse> extends TokenVerifier<Use> {
  /** The pool's `iss`, in its ORIGINAL form, or as the option `emulator` gave it. */
  readonly issuer: string;
}

const ONE_ARGUMENT =
  'verify and verifyOrThrow take the token alone: clientId, tokenUse and audience are options of createCognitoVerifier; ' +
  'groups, scopes and a check of your own are the guard of requireAuth';

const NO_ARGUMENTS = 'ready and health take no arguments: all options are given to createCognitoVerifier';

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
  refuseFurtherArguments(arguments, 1, 'createCognitoVerifier takes one object with all options');
  const config = resolveOptions(options);
  const { fetch, fetchTimeoutMs: timeoutMs } = config;
  const staticKeys = config.staticKeySet === undefined ? undefined : parseStaticKeySet(config.staticKeySet);
  const load = async () => staticKeys ?? fetchKeySet(config.keySetUrls, { fetch, timeoutMs });
  const keys = createKeySource({ ...config, load, importKey });
  const verifyToken = createTokenVerification(config, keys);

  // A static set is always fresh, and always there; but without a time no token is accepted.
  const isAlwaysFresh = () => staticKeys !== undefined && !Number.isNaN(config.now());
  const health = (): KeyHealth => (isAlwaysFresh() ? { status: 'fresh', ageSeconds: 0 } : keys.health());
  async function ready(): Promise<KeyHealth> {
    await keys.ready();
    return health();
  }

  const faces = { ...verifyFaces<Use>(verifyToken), ...healthFaces(ready, health) };
  return { ...faces, issuer: config.issuers[0], ...clockMember(() => config) };
}

/** The two faces of a verification: one that returns a refusal, and one that throws it. */
export function verifyFaces<Use extends TokenUse>(
  verifyToken: (token: string | undefined | null) => Promise<VerifyResult>,
): Pick<TokenVerifier<Use>, 'verify' | 'verifyOrThrow'> {
  // Not an async function: for a remembered token its promise would cost more than the whole answer.
  function verify<Custom>(token: string | undefined | null): Promise<VerifyResult<Use, Custom>> {
    if (hasFurtherArguments(arguments, 1)) return Promise.reject(new ConfigError(ONE_ARGUMENT));
    // The one cast to the caller's types: the token's use has been checked against Use, and Custom is the caller's word.
    return verifyToken(token) as Promise<VerifyResult<Use, Custom>>;
  }

  async function verifyOrThrow<Custom>(token: string | undefined | null): Promise<VerifiedToken<Use, Custom>> {
    refuseFurtherArguments(arguments, 1, ONE_ARGUMENT);
    const result = await verify<Custom>(token);
    if (!result.token_valid) throw new TokenRejectedError(result);
    return result;
  }

  return { verify, verifyOrThrow };
}

/** The two faces of the keys' state: one that loads them first, and one that does not. */
export function healthFaces(
  ready: () => Promise<KeyHealth>,
  health: () => KeyHealth,
): Pick<TokenVerifier, 'ready' | 'health'> {
  return {
    ready: takingAtMost(0, NO_ARGUMENTS, ready),
    health() {
      refuseFurtherArguments(arguments, 0, NO_ARGUMENTS);
      return health();
    },
  };
}

function parseStaticKeySet(jwks: object): KeySet {
  try {
    return parseKeySet(jwks);
  } catch (cause) {
    throw new ConfigError(`jwks must be a key set such as the pool publishes. ${(cause as Error).message}`, { cause });
  }
}
