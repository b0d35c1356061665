/**
 * Cognito's claims as it really issues them: only what is guaranteed is required. A pre-token-generation Lambda can add
 * claims of any JSON type and replace groups, roles, scopes and attributes.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
 */

/** Cognito's `token_use`: which of its two signed tokens this is. */
export type TokenUse = 'access' | 'id';

/** What both kinds of token carry. Times are seconds since 1970 (NumericDate, RFC 7519 section 2). */
export interface CommonClaims {
  /** The pool that issued the token, in its ORIGINAL or UPDATED form. */
  readonly iss: string;
  /** The user, or in a machine token the app client. The only identifier that never changes. */
  readonly sub: string;
  readonly exp: number;
  readonly iat: number;
  readonly nbf?: number;
  /** When the user signed in; a refresh keeps it. */
  readonly auth_time?: number;
  /** Only where the app client has token revocation or refresh-token rotation. */
  readonly jti?: string;
  /** Shared by all tokens of one sign-in; absent from machine tokens. */
  readonly origin_jti?: string;
  readonly event_id?: string;
  /** Absent for a user in no group. */
  readonly 'cognito:groups'?: readonly string[];
  readonly 'cognito:roles'?: readonly string[];
  readonly 'cognito:preferred_role'?: string;
  readonly acr?: string;
  readonly amr?: readonly string[];
}

/** An access token, of a user or of a machine (`client_credentials`: `sub` equals `client_id`, no `username`). */
export interface AccessTokenClaims extends CommonClaims {
  readonly token_use: 'access';
  readonly client_id: string;
  /** Space-separated; absent or empty where a Lambda suppresses every scope. */
  readonly scope?: string;
  readonly username?: string;
  /** Only in resource-bound tokens (RFC 8707), or where a Lambda put the app client ID. */
  readonly aud?: string | readonly string[];
  readonly version?: number;
  readonly device_key?: string;
}

/** One identity provider's record in `identities`. */
export interface FederatedIdentity {
  readonly userId: string;
  readonly providerName: string;
  readonly providerType: string;
  readonly issuer: string | null;
  readonly primary: 'true' | 'false';
  readonly dateCreated: string;
}

/**
 * An ID token. The user attributes are those that the app client may read, typed as Cognito issues them and not checked: a
 * Lambda can put any JSON in their place. Users can rewrite most of them themselves, so never authorise by them.
 */
export interface IdTokenClaims extends CommonClaims {
  readonly token_use: 'id';
  /** The app client ID. */
  readonly aud: string;
  readonly 'cognito:username'?: string;
  readonly identities?: readonly FederatedIdentity[];
  readonly nonce?: string;
  readonly at_hash?: string;
  readonly email?: string;
  /** A boolean, or the same word as a string where a V1 Lambda rewrote it. */
  readonly email_verified?: boolean | 'true' | 'false';
  readonly phone_number?: string;
  readonly phone_number_verified?: boolean | 'true' | 'false';
  readonly name?: string;
  readonly given_name?: string;
  readonly family_name?: string;
  readonly middle_name?: string;
  readonly nickname?: string;
  readonly preferred_username?: string;
  readonly profile?: string;
  readonly picture?: string;
  readonly website?: string;
  readonly gender?: string;
  readonly birthdate?: string;
  readonly zoneinfo?: string;
  readonly locale?: string;
}

/** Custom attributes of a user pool, where an ID token or a Lambda's access token carries them: of any type, since nobody checks it. */
export interface CustomAttributes {
  readonly [name: `custom:${string}`]: unknown;
}

/** The claims of a token, by its `token_use`. */
export interface ClaimsByTokenUse {
  readonly access: AccessTokenClaims;
  readonly id: IdTokenClaims;
}
