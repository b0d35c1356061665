import { readFileSync } from 'node:fs';
import * as root from 'cognito-guard';
import * as express from 'cognito-guard/express';
import * as fastify from 'cognito-guard/fastify';
import * as fetch from 'cognito-guard/fetch';
import * as koa from 'cognito-guard/koa';
import * as lambda from 'cognito-guard/lambda';
import * as mcp from 'cognito-guard/mcp';
import * as revocation from 'cognito-guard/revocation';
import * as testing from 'cognito-guard/testing';
import { describe, expect, it } from 'vitest';

// Literals, never imported from the source. A red pin means: decide, then write the changelog line.

describe('the names of each entry', () => {
  it.each<readonly [string, object, readonly string[]]>([
    [
      'cognito-guard',
      root,
      [
        'CHANNELS',
        'ConfigError',
        'REASONS',
        'TokenRejectedError',
        'authenticateRequest',
        'combineVerifiers',
        'createCognitoVerifier',
        'toHttpRefusal',
      ],
    ],
    ['cognito-guard/express', express, ['authOf', 'authenticate', 'requireAuth']],
    ['cognito-guard/fastify', fastify, ['authenticate', 'cognitoGuard', 'default', 'requireAuth']],
    ['cognito-guard/koa', koa, ['authenticate', 'requireAuth']],
    ['cognito-guard/fetch', fetch, ['authenticate', 'requireAuth']],
    [
      'cognito-guard/lambda',
      lambda,
      [
        'appSyncAuthorizer',
        'authenticate',
        'httpApiAuthorizer',
        'readAuthorizerClaims',
        'requireAuth',
        'restApiAuthorizer',
        'webSocketAuthorizer',
      ],
    ],
    ['cognito-guard/mcp', mcp, ['authorizationServerMetadata', 'protectedResourceMetadata', 'toMcpAuthInfo']],
    ['cognito-guard/revocation', revocation, ['createRevocationList', 'followRedis']],
    ['cognito-guard/testing', testing, ['createTestUserPool', 'tamper']],
  ])('%s', (_, entry, names) => {
    expect(Object.keys(entry).sort()).toEqual(names);
  });

  const { exports, typesVersions } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

  it('have types where a compiler does not read `exports` (moduleResolution node10)', () => {
    const subpaths = Object.keys(exports).filter((entry) => entry !== '.' && entry !== './package.json');
    const wanted = subpaths.map((entry) => [entry.slice(2), [exports[entry].require.types]]);
    expect(Object.entries(typesVersions['*'])).toEqual(wanted);
  });

  it('are reached by these entries of the package and no other', () => {
    expect(Object.keys(exports)).toEqual([
      '.',
      './express',
      './fastify',
      './koa',
      './fetch',
      './lambda',
      './mcp',
      './revocation',
      './testing',
      './package.json',
    ]);
  });
});

it('the diagnostics channels, which other programs subscribe to by name', () => {
  expect(root.CHANNELS).toEqual({ refusal: 'cognito-guard:refusal', keys: 'cognito-guard:keys' });
});

it('every reason, with status, OAuth code and message', () => {
  expect(root.REASONS).toEqual({
    token_missing: {
      status: 401,
      message: 'A bearer token is required: send the header Authorization: Bearer <token>',
    },
    request_malformed: {
      status: 400,
      error: 'invalid_request',
      message: 'The Authorization header is malformed: send it once, as Authorization: Bearer <token>',
    },
    token_too_large: { status: 401, error: 'invalid_token', message: 'The token is longer than this server accepts' },
    token_malformed: { status: 401, error: 'invalid_token', message: 'The token is not a well-formed signed JWT' },
    refresh_token: {
      status: 401,
      error: 'invalid_token',
      message: 'This is a refresh token or another encrypted token: send the access token',
    },
    algorithm_not_allowed: {
      status: 401,
      error: 'invalid_token',
      message: 'The token is not signed with RS256, the algorithm of Amazon Cognito',
    },
    issuer_unknown: {
      status: 401,
      error: 'invalid_token',
      message: 'The token was issued by another user pool or Region than this server accepts',
    },
    key_unknown: {
      status: 401,
      error: 'invalid_token',
      message: 'The token is signed with a key that its user pool does not publish',
    },
    keys_unavailable: {
      status: 503,
      message: 'The signing keys of the user pool cannot be fetched at present: try the same token again later',
    },
    signature_invalid: { status: 401, error: 'invalid_token', message: 'The signature of the token is not valid' },
    claims_malformed: {
      status: 401,
      error: 'invalid_token',
      message: 'A claim of the token is missing or of the wrong type',
    },
    token_use_mismatch: {
      status: 401,
      error: 'invalid_token',
      message: 'The token_use of the token is not accepted here: access and ID tokens are different',
    },
    client_mismatch: {
      status: 401,
      error: 'invalid_token',
      message: 'The token was issued to another app client than this server accepts',
    },
    audience_mismatch: {
      status: 401,
      error: 'invalid_token',
      message: 'The token is not bound to this resource: its aud claim does not name it',
    },
    token_expired: { status: 401, error: 'invalid_token', message: 'The token has expired' },
    token_not_yet_valid: { status: 401, error: 'invalid_token', message: 'The token is not valid yet' },
    token_revoked: { status: 401, error: 'invalid_token', message: 'The token has been revoked: sign in again' },
    revocation_unavailable: {
      status: 503,
      message: 'Whether the token is revoked cannot be told at present: try the same token again later',
    },
    scope_missing: {
      status: 403,
      error: 'insufficient_scope',
      message: 'The token does not have a scope that this operation needs',
    },
    group_missing: { status: 403, message: 'The user is not in a group that this operation needs' },
    permission_missing: { status: 403, message: 'The token does not permit this operation' },
    step_up_required: {
      status: 401,
      error: 'insufficient_user_authentication',
      message: 'This operation needs a more recent or a stronger sign-in than that of the token: sign in again',
    },
  });
});

it('the members of a verifier, of a refusal and of a pool for tests', async () => {
  const pool = await testing.createTestUserPool();
  expect(Object.keys(pool).sort()).toEqual([
    'accessToken',
    'clientId',
    'idToken',
    'issuer',
    'jwks',
    'listen',
    'machineToken',
    'refreshToken',
    'rotateKeys',
    'userPoolId',
    'verifierOptions',
  ]);
  const verifier = root.createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' });
  expect(Object.keys(verifier).sort()).toEqual(['health', 'issuer', 'ready', 'verify', 'verifyOrThrow']);
  expect(Object.keys(root.combineVerifiers(verifier)).sort()).toEqual(['health', 'ready', 'verify', 'verifyOrThrow']);
  const refused = await verifier.verify(undefined);
  if (!refused.token_valid) expect(Object.keys(root.toHttpRefusal(refused))).toEqual(['status', 'headers', 'body']);
  expect(refused.token_valid).toBe(false);
});
