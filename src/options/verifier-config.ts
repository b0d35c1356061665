import type { TokenUse } from '../cognito/claims.ts';
import type { VerifiedToken } from '../result.ts';
import type { VerifierEvent } from './verifier-options.ts';

/** No token is longer, whatever `maxTokenLength` says: that option allows no more. Characters. */
export const LONGEST_TOKEN = 65_536;
/** The most that `clockToleranceSeconds` may be. Revocation lists keep their entries for so much longer. */
export const LONGEST_TOLERANCE_SECONDS = 3_600;

/** Every option of a verifier, checked, with the defaults filled in. The code behind it sees no `undefined` by omission. */
export interface VerifierConfig {
  /** The accepted `iss`: the pool's ORIGINAL and UPDATED form, or the emulator's one. */
  readonly issuers: readonly [string, ...string[]];
  /** App client IDs that `client_id` (access) or `aud` (ID) must be one of. */
  readonly clientIds: ReadonlySet<string> | 'any';
  readonly tokenUses: ReadonlySet<TokenUse>;
  /** Resources of which an access token's `aud` must name at least one; undefined: not asked. */
  readonly audiences: readonly string[] | undefined;
  /** Seconds, 0 or more. */
  readonly clockToleranceSeconds: number;
  /** Characters. */
  readonly maxTokenLength: number;
  /** Number of verified tokens to remember; 0: none. */
  readonly maxRememberedTokens: number;
  /** The user's; undefined: nothing is ever revoked. Its answer is unchecked. */
  readonly isRevoked: ((auth: VerifiedToken) => unknown) | undefined;

  /** Asked in turn until one answers well. */
  readonly keySetUrls: readonly string[];
  /** A key set (RFC 7517 section 5) given by the user: nothing is ever fetched. */
  readonly staticKeySet: object | undefined;
  /** How long old keys serve while the endpoint is down. Milliseconds. */
  readonly maxStaleMs: number;
  /** Deadline of one refresh. Milliseconds. */
  readonly fetchTimeoutMs: number;
  /** Keeps a Worker alive for a refresh in the background; undefined: the platform's own, if it has one. */
  readonly waitUntil: ((refresh: Promise<void>) => unknown) | undefined;
  /** Emulators make a new key under the old `kid` at each start: a bad signature may then cause one refresh. */
  readonly keysChangeUnderOneKid: boolean;

  readonly onEvent: (event: VerifierEvent) => unknown;
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}
