import type { TokenUse } from '../cognito/claims.ts';
import { ConfigError } from '../errors.ts';
import { plausibleClock } from '../plausible-time.ts';
import { functionOf, membersOf, numberOf, showText, textOf, textsOf } from './option-checks.ts';
import { resolvePool } from './resolve-pool.ts';
import { LONGEST_TOKEN, LONGEST_TOLERANCE_SECONDS, type VerifierConfig } from './verifier-config.ts';
import type { CognitoVerifierOptions } from './verifier-options.ts';

/** Complete by its type: a new option that is missing here does not compile. */
const OPTION_NAMES = Object.keys({
  userPoolId: null,
  clientId: null,
  tokenUse: null,
  audience: null,
  emulator: null,
  jwksUri: null,
  jwks: null,
  keys: null,
  tokenCache: null,
  isRevoked: null,
  clockToleranceSeconds: null,
  maxTokenLength: null,
  onEvent: null,
  fetch: null,
  now: null,
} satisfies Record<keyof CognitoVerifierOptions, null>);

/** Looked up per call: instrumentation and test doubles replace the global after this module was loaded. */
const platformFetch: typeof globalThis.fetch = (input, init) => globalThis.fetch(input, init);
const tellNobody = () => {};

/** An app client ID has 26 characters, a client secret about twice as many of the same kind. */
const SHORTEST_SECRET = 40;

/** Checks every option and fills in every default. */
export function resolveOptions<Use extends TokenUse>(given: CognitoVerifierOptions<Use>): VerifierConfig {
  const options = membersOf<CognitoVerifierOptions>('options', given, OPTION_NAMES);
  const { jwks, isRevoked, keys = {}, tokenCache = { max: 1_000 }, clockToleranceSeconds = 0 } = options;
  const { maxTokenLength = 16_384, onEvent = tellNobody, fetch = platformFetch, now = () => Date.now() } = options;
  const pool = resolvePool(options);
  if (jwks !== undefined && (pool.hasJwksUri || options.keys !== undefined)) {
    throw new ConfigError('jwks is a static key set: leave out jwksUri and keys, or leave out jwks');
  }
  const tokenUses = resolveTokenUses(options.tokenUse);
  return Object.freeze({
    ...resolveKeys(keys),
    issuers: pool.issuers,
    keySetUrls: pool.keySetUrls,
    staticKeySet: jwks,
    keysChangeUnderOneKid: pool.isEmulated,
    clientIds: resolveClientIds(options.clientId, pool),
    tokenUses,
    audiences: resolveAudiences(options.audience, tokenUses),
    maxRememberedTokens: resolveTokenCache(tokenCache),
    // The one cast: the hook sees tokens of the accepted uses alone.
    isRevoked:
      isRevoked === undefined ? undefined : (functionOf('isRevoked', isRevoked) as VerifierConfig['isRevoked']),
    clockToleranceSeconds: numberOf('clockToleranceSeconds', clockToleranceSeconds, {
      min: 0,
      max: LONGEST_TOLERANCE_SECONDS,
    }),
    maxTokenLength: numberOf('maxTokenLength', maxTokenLength, { min: 1, max: LONGEST_TOKEN, whole: true }),
    onEvent: functionOf('onEvent', onEvent),
    fetch: functionOf('fetch', fetch),
    now: plausibleClock(functionOf('now', now)),
  });
}

function resolveKeys(given: NonNullable<CognitoVerifierOptions['keys']>) {
  const names = ['maxStaleSeconds', 'fetchTimeoutMs', 'waitUntil'];
  const { maxStaleSeconds = 86_400, fetchTimeoutMs = 5_000, waitUntil } = membersOf<typeof given>('keys', given, names);
  return {
    maxStaleMs: 1000 * numberOf('keys.maxStaleSeconds', maxStaleSeconds, { min: 900, max: 2_592_000 }),
    fetchTimeoutMs: numberOf('keys.fetchTimeoutMs', fetchTimeoutMs, { min: 1, max: 60_000, whole: true }),
    waitUntil: waitUntil === undefined ? undefined : functionOf('keys.waitUntil', waitUntil),
  };
}

function resolveTokenCache(given: NonNullable<CognitoVerifierOptions['tokenCache']>): number {
  if (given === false) return 0;
  const { max } = membersOf<typeof given>('tokenCache', given, ['max']);
  return numberOf('tokenCache.max', max, { min: 1, max: 100_000, whole: true });
}

function resolveClientIds(
  given: unknown,
  { isEmulated }: { readonly isEmulated: boolean },
): ReadonlySet<string> | 'any' {
  if (given === 'any') return 'any';
  const pattern = isEmulated ? /^[\w+.:-]{1,128}$/ : /^[\w+]{1,128}$/;
  const ids = textsOf('clientId', given, function clientIdOf(name, value) {
    const id = textOf(name, value);
    if (!isEmulated && id.length >= SHORTEST_SECRET) {
      throw new ConfigError(`${name} is too long for an app client ID: is it the client secret? It is not shown here`);
    }
    if (!pattern.test(id) || id === 'any') {
      throw new ConfigError(
        `${name} must be an app client ID, a non-empty array of them, or the word 'any' alone, not ${showText(id)}`,
      );
    }
    return id;
  });
  return new Set(ids);
}

function resolveTokenUses(given: unknown): ReadonlySet<TokenUse> {
  const uses = textsOf('tokenUse', given);
  if (!uses.every((use): use is TokenUse => use === 'access' || use === 'id')) {
    throw new ConfigError("tokenUse must be 'access', 'id', or both as an array ['access', 'id']");
  }
  return new Set(uses);
}

function resolveAudiences(given: unknown, tokenUses: ReadonlySet<TokenUse>): readonly string[] | undefined {
  if (given === undefined) return undefined;
  if (!tokenUses.has('access')) {
    throw new ConfigError("audience is asked of access tokens only: leave it out, or add 'access' to tokenUse");
  }
  return Object.freeze(textsOf('audience', given));
}
