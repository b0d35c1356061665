/** How one reason is answered over HTTP. */
export interface ReasonRow {
  readonly status: 400 | 401 | 403 | 503;
  /** The OAuth error code, where there is one (RFC 6750 section 3.1, RFC 9470 section 3). */
  readonly error?: 'invalid_request' | 'invalid_token' | 'insufficient_scope' | 'insufficient_user_authentication';
  /** A constant, in the alphabet of `error_description` (RFC 6750 section 3): it never holds anything from a request. */
  readonly message: string;
}

const invalidToken = (message: string) => Object.freeze({ status: 401, error: 'invalid_token', message } as const);

/**
 * Every reason for which a token or a request is refused, with its HTTP status, OAuth error code and message.
 * 401: get another token, by a refresh or by signing in. 403: this user may not, until somebody grants it. 503: try the
 * same token later. 400: mend the header.
 * @see RFC 6750 section 3.1, RFC 9470 section 3
 */
export const REASONS = Object.freeze({
  token_missing: Object.freeze({
    status: 401,
    message: 'A bearer token is required: send the header Authorization: Bearer <token>',
  }),
  request_malformed: Object.freeze({
    status: 400,
    error: 'invalid_request',
    message: 'The Authorization header is malformed: send it once, as Authorization: Bearer <token>',
  }),
  token_too_large: invalidToken('The token is longer than this server accepts'),
  token_malformed: invalidToken('The token is not a well-formed signed JWT'),
  refresh_token: invalidToken('This is a refresh token or another encrypted token: send the access token'),
  algorithm_not_allowed: invalidToken('The token is not signed with RS256, the algorithm of Amazon Cognito'),
  issuer_unknown: invalidToken('The token was issued by another user pool or Region than this server accepts'),
  key_unknown: invalidToken('The token is signed with a key that its user pool does not publish'),
  keys_unavailable: Object.freeze({
    status: 503,
    message: 'The signing keys of the user pool cannot be fetched at present: try the same token again later',
  }),
  signature_invalid: invalidToken('The signature of the token is not valid'),
  claims_malformed: invalidToken('A claim of the token is missing or of the wrong type'),
  token_use_mismatch: invalidToken(
    'The token_use of the token is not accepted here: access and ID tokens are different',
  ),
  client_mismatch: invalidToken('The token was issued to another app client than this server accepts'),
  audience_mismatch: invalidToken('The token is not bound to this resource: its aud claim does not name it'),
  token_expired: invalidToken('The token has expired'),
  token_not_yet_valid: invalidToken('The token is not valid yet'),
  token_revoked: invalidToken('The token has been revoked: sign in again'),
  revocation_unavailable: Object.freeze({
    status: 503,
    message: 'Whether the token is revoked cannot be told at present: try the same token again later',
  }),
  scope_missing: Object.freeze({
    status: 403,
    error: 'insufficient_scope',
    message: 'The token does not have a scope that this operation needs',
  }),
  group_missing: Object.freeze({
    status: 403,
    message: 'The user is not in a group that this operation needs',
  }),
  permission_missing: Object.freeze({
    status: 403,
    message: 'The token does not permit this operation',
  }),
  step_up_required: Object.freeze({
    status: 401,
    error: 'insufficient_user_authentication',
    message: 'This operation needs a more recent or a stronger sign-in than that of the token: sign in again',
  }),
} as const satisfies Record<string, ReasonRow>);

/** Why a token or a request is refused: a closed union, the keys of `REASONS`. */
export type Reason = keyof typeof REASONS;
