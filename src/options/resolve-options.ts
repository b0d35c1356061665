import { isEmulatorPoolId, issuersOf, isUserPoolId, keySetUrlOf } from '../cognito/user-pool.ts';
import { ConfigError } from '../errors.ts';
import { callable, number, record, text, url } from './option-checks.ts';
import type { CognitoVerifierOptions } from './verifier-options.ts';

export type VerifierConfig = ReturnType<typeof resolveOptions>;

/** Complete by its type: a new option that is missing here does not compile. */
const OPTION_NAMES = Object.keys({
  userPoolId: true,
  clientId: true,
  tokenUse: true,
  audience: true,
  issuer: true,
  jwksUri: true,
  jwks: true,
  keys: true,
  tokenCache: true,
  clockToleranceSeconds: true,
  maxTokenLength: true,
  onEvent: true,
  fetch: true,
  now: true,
} satisfies Record<keyof CognitoVerifierOptions, true>);

const DEFAULTS = {
  keys: {},
  tokenCache: { max: 1_000 },
  clockToleranceSeconds: 0,
  maxTokenLength: 16_384,
  onEvent: () => {},
  // Looked up per call: instrumentation and test doubles replace the global after this module was loaded.
  fetch: ((input, init) => globalThis.fetch(input, init)) as typeof globalThis.fetch,
  now: () => Date.now(),
};

/** Checks every option and fills in every default, so that the code behind sees neither. */
export function resolveOptions(given: CognitoVerifierOptions) {
  const options = record<CognitoVerifierOptions & typeof DEFAULTS>('options', given, OPTION_NAMES, DEFAULTS);
  const { jwks, jwksUri } = options;
  if (jwks !== undefined && (jwksUri !== undefined || options.keys !== DEFAULTS.keys)) {
    throw new ConfigError('jwks is a static key set: leave out jwksUri and keys, or leave out jwks');
  }
  const issuers = resolveIssuers(options);
  const tokenUses = resolveTokenUses(options.tokenUse);
  return Object.freeze({
    ...resolveKeys(options.keys),
    issuers,
    acceptedIssuers: new Set<unknown>(issuers),
    keySetUrls: jwksUri === undefined ? issuers.map(keySetUrlOf) : [url('jwksUri', jwksUri, { query: true })],
    staticKeys: jwks,
    clientIds: resolveClientIds(options.clientId),
    tokenUses,
    audience: resolveAudience(options.audience, tokenUses),
    rememberedTokens: resolveTokenCache(options.tokenCache),
    clockToleranceSeconds: number('clockToleranceSeconds', options.clockToleranceSeconds, { min: 0, max: 3_600 }),
    maxTokenLength: number('maxTokenLength', options.maxTokenLength, { min: 1, max: 65_536, whole: true }),
    onEvent: callable('onEvent', options.onEvent),
    fetch: callable('fetch', options.fetch),
    now: callable('now', options.now),
  });
}

function resolveKeys(given: NonNullable<CognitoVerifierOptions['keys']>) {
  const { maxStaleSeconds = 86_400, fetchTimeoutMs = 5_000 } = record<typeof given>('keys', given, [
    'maxStaleSeconds',
    'fetchTimeoutMs',
  ]);
  return {
    maxStaleMs: 1000 * number('keys.maxStaleSeconds', maxStaleSeconds, { min: 900, max: 2_592_000 }),
    fetchTimeoutMs: number('keys.fetchTimeoutMs', fetchTimeoutMs, { min: 1, max: 60_000, whole: true }),
  };
}

function resolveTokenCache(given: NonNullable<CognitoVerifierOptions['tokenCache']>): number {
  if (given === false) return 0;
  const { max } = record<typeof given>('tokenCache', given, ['max']);
  return number('tokenCache.max', max, { min: 1, max: 2 ** 24, whole: true });
}

function resolveIssuers({ userPoolId, issuer }: CognitoVerifierOptions): readonly [string, ...string[]] {
  const id = text('userPoolId', userPoolId);
  if (issuer !== undefined) {
    if (!isEmulatorPoolId(id))
      throw new ConfigError('userPoolId must look like local_5uAbCdEf: a prefix, _, letters and digits');
    return [url('issuer', issuer, { query: false })];
  }
  if (!isUserPoolId(id)) {
    throw new ConfigError(
      'userPoolId must look like eu-west-1_AbCdEf123: the ID of the pool, not its name, ARN or URL',
    );
  }
  return issuersOf(id);
}

function resolveClientIds(clientId: unknown): ReadonlySet<string> | 'any' {
  if (clientId === 'any') return 'any';
  const ids = Array.isArray(clientId) ? clientId : [clientId];
  if (ids.length === 0 || !ids.every((id) => typeof id === 'string' && /^[\w+]{1,128}$/.test(id) && id !== 'any')) {
    throw new ConfigError("clientId must be an app client ID, a non-empty array of them, or the word 'any' alone");
  }
  return new Set(ids);
}

function resolveTokenUses(tokenUse: unknown): ReadonlySet<unknown> {
  const uses = new Set(Array.isArray(tokenUse) ? tokenUse : [tokenUse]);
  if (uses.size === 0 || ![...uses].every((use) => use === 'access' || use === 'id')) {
    throw new ConfigError("tokenUse must be 'access', 'id', or both as an array ['access', 'id']");
  }
  return uses;
}

function resolveAudience(audience: unknown, tokenUses: ReadonlySet<unknown>): string | undefined {
  if (audience === undefined) return undefined;
  if (!tokenUses.has('access')) {
    throw new ConfigError("audience is asked of access tokens only: leave it out, or add 'access' to tokenUse");
  }
  return text('audience', audience);
}
