import type { CustomAttributes, TokenUse } from '../cognito/claims.ts';
import type { VerifiedToken } from '../result.ts';

/** What `onEvent` hears. No token, claim or unverified `kid` is ever in one. */
export type VerifierEvent =
  | { readonly type: 'keys_changed'; readonly added: readonly string[]; readonly removed: readonly string[] }
  | { readonly type: 'key_refresh_failed'; readonly cause: unknown };

/** Options of `createCognitoVerifier`. All are checked once, at creation. */
export interface CognitoVerifierOptions<Use extends TokenUse = TokenUse> {
  /** The user pool's ID, such as `eu-west-1_AbCdEf123`. With `emulator`, its looser form as well. */
  readonly userPoolId: string;
  /**
   * The app client ID, or several; `'any'` turns the check off. Compared with `client_id` (access) or `aud` (ID).
   * With `'any'`, and dynamic client registration on, strangers can register a client of their own: then only
   * `audience`, scopes and groups tell their tokens from yours.
   */
  readonly clientId: string | readonly string[];
  /** The kind of token to accept: `'access'`, `'id'`, or both as an array. */
  readonly tokenUse: Use | readonly Use[];
  /**
   * The resource that access tokens must be bound to, or several of which one is enough: compared exactly with `aud`.
   * Machine tokens carry none and never pass; ID tokens are not asked.
   * @see RFC 8707, https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
   */
  readonly audience?: string | readonly string[];
  /**
   * For emulators (cognito-local, LocalStack, moto), and never in production: emulators sign with publicly known keys,
   * so anyone can make a token that is accepted. Only this `issuer` is accepted as `iss`; keys come from `jwksUri`, or
   * from `{issuer}/.well-known/jwks.json`; plain `http:` is allowed to any host; pool and client IDs may have the looser forms of emulators;
   * a bad signature under a known `kid` may cause a refresh, because an emulator that is started anew has a new key
   * under the old `kid`.
   */
  readonly emulator?: { readonly issuer: string; readonly jwksUri?: string };
  /** Where to fetch the keys instead: a proxy, a VPC endpoint. `https:`, or `http:` on loopback. */
  readonly jwksUri?: string;
  /** A static key set (RFC 7517 section 5): no network at all. */
  readonly jwks?: { readonly keys: readonly object[] };
  readonly keys?: {
    /** How long old keys serve while the key endpoint is down. Seconds, 900 to 2,592,000; default 86,400. */
    readonly maxStaleSeconds?: number;
    /**
     * Deadline of one key refresh, the second try included. The first of the pool's two hosts has half of it, the second what
     * is left, a `jwksUri` all. Whole milliseconds, 1 to 60,000; default 5,000.
     */
    readonly fetchTimeoutMs?: number;
    /**
     * Is called with the promise of each refresh, for hosts that end all work of a request with its response: pass
     * `waitUntil` of `cloudflare:workers`. The promise never rejects. Without it, a request on such a host that finds the
     * keys due for a refresh waits for it.
     */
    readonly waitUntil?: (refresh: Promise<void>) => unknown;
  };
  /**
   * Verified tokens to remember: `{ max }`, 1 to 100,000, default 1,000. `false` keeps none: what stays of a token is the last
   * one's header segment, which names its key.
   */
  readonly tokenCache?: { readonly max: number } | false;
  /**
   * Tells whether a token that is good otherwise has been revoked. Asked last and at every use, for remembered tokens too,
   * never for a token that is refused anyway. `true` is `token_revoked` (401). Where it throws, rejects, gives something else than a boolean or
   * takes longer than a second, nobody can tell: `revocation_unavailable` (503). To let tokens pass then, catch in it, and return false.
   * What it throws becomes the `cause`, which is logged: so put no claim in it. `createRevocationList` makes one.
   */
  readonly isRevoked?: (auth: VerifiedToken<Use, CustomAttributes>) => boolean | Promise<boolean>;
  /**
   * Clock difference to forgive when judging `exp` and `nbf`, and `auth_time` under a guard's `maxAuthAgeSeconds`.
   * Seconds, 0 to 3,600; default 0.
   * A token is expired from `exp + clockToleranceSeconds` on.
   * @see RFC 7519 sections 4.1.4 and 4.1.5 (AWS states no allowance for Cognito)
   */
  readonly clockToleranceSeconds?: number;
  /** Longest token to look at, in characters, 65,536 at most; default 16,384: what Node can receive in all headers. */
  readonly maxTokenLength?: number;
  /** Hears of changed keys and failed refreshes. What it throws or rejects changes no answer. */
  readonly onEvent?: (event: VerifierEvent) => unknown;
  /**
   * The `fetch` to use; by default the platform's, looked up at each call. Its answer needs a body that can be streamed,
   * and comes from the host of the URL: after a redirect it is refused.
   */
  readonly fetch?: typeof globalThis.fetch;
  /** The clock, in milliseconds since 1970; default `Date.now`. */
  readonly now?: () => number;
}
