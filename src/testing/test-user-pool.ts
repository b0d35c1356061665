import type { TestUserPoolServer } from './listen.ts';
import type { Overrides, PublicJwk } from './pool-key.ts';

export interface TestUserPoolOptions {
  /** Default `us-east-1_TestPool1`. */
  readonly userPoolId?: string;
  /** Default `1example23456789abcdefghij`. */
  readonly clientId?: string;
  /** The `iss` of the tokens; default the pool's ORIGINAL form. Given, it is part of `verifierOptions`. */
  readonly issuer?: string;
  /** The clock that tokens are issued by, in milliseconds; default `Date.now`. Given, it is part of `verifierOptions`. */
  readonly now?: () => number;
}

export type Mint = (claims?: Overrides, header?: Overrides) => Promise<string>;

/** A user pool in memory: real keys, real signatures, no network. */
export interface TestUserPool {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly issuer: string;
  /** The key set as it is now (RFC 7517): two public keys, as a pool has. */
  readonly jwks: { readonly keys: readonly PublicJwk[] };
  /**
   * To be spread into `createCognitoVerifier`, with `tokenUse`. Its in-memory `fetch` serves the key set as it is at each
   * call, so that a rotation is seen, and answers 403 for every other URL.
   */
  readonly verifierOptions: {
    readonly userPoolId: string;
    readonly clientId: string;
    readonly emulator?: { readonly issuer: string };
    readonly fetch: typeof globalThis.fetch;
    readonly now?: () => number;
  };
  /** An access token as a user has it after signing in through the API. */
  readonly accessToken: Mint;
  readonly idToken: Mint;
  /** An access token from the client-credentials grant. */
  readonly machineToken: Mint;
  /** An opaque five-part JWE look-alike: the commonest wrong thing to send. */
  readonly refreshToken: () => Promise<string>;
  /** Two new keys; the old ones leave the set at once. A verifier that has the old set sees it at its next refresh. */
  readonly rotateKeys: () => Promise<void>;
  /** Serves the key set and the discovery document on a free port of 127.0.0.1. Needs Node 20.16, 22.3 or later. */
  readonly listen: () => Promise<TestUserPoolServer>;
}
