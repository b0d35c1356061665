import type { Reason } from 'cognito-guard';

/** The constant message of each reason. */
export const EXPECTED_MESSAGES: Readonly<Record<Reason, string>> = {
  token_missing: 'A bearer token is required: send the header Authorization: Bearer <token>',
  request_malformed: 'The Authorization header is malformed: send it once, as Authorization: Bearer <token>',
  token_too_large: 'The token is longer than this server accepts',
  token_malformed: 'The token is not a well-formed signed JWT',
  refresh_token: 'This is a refresh token or another encrypted token: send the access token',
  algorithm_not_allowed: 'The token is not signed with RS256, the algorithm of Amazon Cognito',
  issuer_unknown: 'The token was issued by another user pool or Region than this server accepts',
  key_unknown: 'The token is signed with a key that its user pool does not publish',
  keys_unavailable: 'The signing keys of the user pool cannot be fetched at present: try the same token again later',
  signature_invalid: 'The signature of the token is not valid',
  claims_malformed: 'A claim of the token is missing or of the wrong type',
  token_use_mismatch: 'The token_use of the token is not accepted here: access and ID tokens are different',
  client_mismatch: 'The token was issued to another app client than this server accepts',
  audience_mismatch: 'The token is not bound to this resource: its aud claim does not name it',
  token_expired: 'The token has expired',
  token_not_yet_valid: 'The token is not valid yet',
  token_revoked: 'The token has been revoked: sign in again',
  revocation_unavailable: 'Whether the token is revoked cannot be told at present: try the same token again later',
  scope_missing: 'The token does not have a scope that this operation needs',
  group_missing: 'The user is not in a group that this operation needs',
  permission_missing: 'The token does not permit this operation',
  step_up_required: 'This operation needs a more recent or a stronger sign-in than that of the token: sign in again',
};

/** What each reason is on the wire, byte for byte: [reason, status, WWW-Authenticate without guard, error of the body]. */
export const EXPECTED_REFUSALS: readonly (readonly [Reason, number, string | undefined, string])[] = [
  ['token_missing', 401, 'Bearer realm="api"', 'unauthorized'],
  [
    'request_malformed',
    400,
    'Bearer realm="api", error="invalid_request", error_description="The Authorization header is malformed: send it once, as Authorization: Bearer <token>"',
    'invalid_request',
  ],
  invalidToken('token_too_large'),
  invalidToken('token_malformed'),
  invalidToken('refresh_token'),
  invalidToken('algorithm_not_allowed'),
  invalidToken('issuer_unknown'),
  invalidToken('key_unknown'),
  ['keys_unavailable', 503, undefined, 'temporarily_unavailable'],
  invalidToken('signature_invalid'),
  invalidToken('claims_malformed'),
  invalidToken('token_use_mismatch'),
  invalidToken('client_mismatch'),
  invalidToken('audience_mismatch'),
  invalidToken('token_expired'),
  invalidToken('token_not_yet_valid'),
  invalidToken('token_revoked'),
  ['revocation_unavailable', 503, undefined, 'temporarily_unavailable'],
  [
    'scope_missing',
    403,
    'Bearer realm="api", error="insufficient_scope", error_description="The token does not have a scope that this operation needs"',
    'insufficient_scope',
  ],
  ['group_missing', 403, 'Bearer realm="api"', 'forbidden'],
  ['permission_missing', 403, 'Bearer realm="api"', 'forbidden'],
  [
    'step_up_required',
    401,
    'Bearer realm="api", error="insufficient_user_authentication", error_description="This operation needs a more recent or a stronger sign-in than that of the token: sign in again"',
    'insufficient_user_authentication',
  ],
];

function invalidToken(reason: Reason): readonly [Reason, number, string, string] {
  const challenge = `Bearer realm="api", error="invalid_token", error_description="${EXPECTED_MESSAGES[reason]}"`;
  return [reason, 401, challenge, 'invalid_token'];
}
