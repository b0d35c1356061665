import type { TokenUse } from './cognito/claims.ts';
import { isEmulatorPoolId, issuersOf, isUserPoolId, keySetUrlOf } from './cognito/user-pool.ts';
import { ConfigError } from './errors.ts';
import { callable, number, record, text, url } from './option-checks.ts';

/** What `onEvent` hears. No token, claim or unverified `kid` is ever in one. */
export type VerifierEvent =
  | { readonly type: 'keys_changed'; readonly added: readonly string[]; readonly removed: readonly string[] }
  | { readonly type: 'key_refresh_failed'; readonly cause: unknown };

/** Options of `createCognitoVerifier`. All are checked once, at creation. */
export interface CognitoVerifierOptions<Use extends TokenUse = TokenUse> {
  /** The user pool's ID, such as `eu-west-1_AbCdEf123`. With `issuer`, an emulator's looser form as well. */
  readonly userPoolId: string;
  /** The app client ID, or several; `'any'` turns the check off. Compared with `client_id` (access) or `aud` (ID). */
  readonly clientId: string | readonly string[];
  /** The kind of token to accept: `'access'`, `'id'`, or both as an array. */
  readonly tokenUse: Use | readonly Use[];
  /**
   * The resource that access tokens must be bound to: compared exactly with `aud`. Machine tokens carry none and never
   * pass; ID tokens are not asked.
   * @see RFC 8707, https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
   */
  readonly audience?: string;
  /**
   * For emulators: accept this `iss` alone, with its keys at `{issuer}/.well-known/jwks.json`. `http:` on loopback only.
   * Emulators sign with publicly known keys, so never set it in production.
   */
  readonly issuer?: string;
  /** Where to fetch the keys instead: a proxy, a VPC endpoint, an emulator. `http:` on loopback only. */
  readonly jwksUri?: string;
  /** A static key set (RFC 7517 section 5): no network at all. */
  readonly jwks?: { readonly keys: readonly object[] };
  readonly keys?: {
    /** How long old keys serve while the key endpoint is down. Seconds, 900 or more; default 86,400. */
    readonly maxStaleSeconds?: number;
    /** Deadline of one key refresh, both hosts and the second try included. Milliseconds, 1 to 60,000; default 5,000. */
    readonly fetchTimeoutMs?: number;
  };
  /** Verified tokens to remember: `{ max }`, default 1,000; `false` keeps no token text. */
  readonly tokenCache?: { readonly max: number } | false;
  /**
   * Clock difference to forgive when judging `exp` and `nbf`. Seconds, finite, >= 0; default 0.
   * A token is expired from `exp + clockToleranceSeconds` on.
   * @see RFC 7519 sections 4.1.4 and 4.1.5 (AWS states no allowance for Cognito)
   */
  readonly clockToleranceSeconds?: number;
  /** Longest token to look at, in characters, 65,536 at most; default 16,384: what Node can receive in all headers. */
  readonly maxTokenLength?: number;
  /** Hears of changed keys and failed refreshes. What it throws or rejects changes no answer. */
  readonly onEvent?: (event: VerifierEvent) => unknown;
  /** The `fetch` to use; by default the platform's, looked up at each call. Must answer with a web `Response`. */
  readonly fetch?: typeof globalThis.fetch;
  /** The clock, in milliseconds since 1970; default `Date.now`. */
  readonly now?: () => number;
}

export type VerifierConfig = ReturnType<typeof resolveOptions>;

const OPTION_NAMES =
  'userPoolId clientId tokenUse audience issuer jwksUri jwks keys tokenCache clockToleranceSeconds maxTokenLength onEvent fetch now'.split(
    ' ',
  );

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
  const { jwks, jwksUri, audience } = options;
  if (jwks !== undefined && (jwksUri !== undefined || options.keys !== DEFAULTS.keys)) {
    throw new ConfigError('jwks is a static key set: leave out jwksUri and keys, or leave out jwks');
  }
  const issuers = resolveIssuers(options);
  return Object.freeze({
    ...resolveKeys(options.keys),
    issuers,
    acceptedIssuers: new Set<unknown>(issuers),
    keySetUrls: jwksUri === undefined ? issuers.map(keySetUrlOf) : [url('jwksUri', jwksUri)],
    staticKeys: jwks,
    clientIds: resolveClientIds(options.clientId),
    tokenUses: resolveTokenUses(options.tokenUse),
    audience: audience === undefined ? undefined : text('audience', audience),
    rememberedTokens: resolveTokenCache(options.tokenCache),
    clockToleranceSeconds: number('clockToleranceSeconds', options.clockToleranceSeconds, { min: 0 }),
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
    maxStaleMs: 1000 * number('keys.maxStaleSeconds', maxStaleSeconds, { min: 900 }),
    fetchTimeoutMs: number('keys.fetchTimeoutMs', fetchTimeoutMs, { min: 1, max: 60_000 }),
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
    return [url('issuer', issuer)];
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
