// An application without any framework and without the types of one. Every entry but Fastify's must compile in it.
import {
  authenticateRequest,
  type CognitoVerifier,
  ConfigError,
  combineVerifiers,
  createCognitoVerifier,
  REASONS,
  type Reason,
  TokenRejectedError,
  toHttpRefusal,
  type VerifyResult,
} from 'cognito-guard';
import * as express from 'cognito-guard/express';
import * as gate from 'cognito-guard/fetch';
import * as koa from 'cognito-guard/koa';
import * as lambda from 'cognito-guard/lambda';
import { authorizationServerMetadata, protectedResourceMetadata, toMcpAuthInfo } from 'cognito-guard/mcp';
import { createRevocationList, type RevocationEntry, type RevocationList } from 'cognito-guard/revocation';
import { createTestUserPool, type TestUserPool } from 'cognito-guard/testing';

async function main(): Promise<string> {
  const pool: TestUserPool = await createTestUserPool();
  const verifier: CognitoVerifier<'access'> = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' });
  const both = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: ['access', 'id'], tokenCache: false });
  const entry: RevocationEntry = { user: 'jane', before: new Date() };
  const list: RevocationList = createRevocationList({ requires: ['token'] });
  await list.revoke(entry);
  createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access', isRevoked: list.isRevoked });
  const request = new Request('https://api.example.com/', {
    headers: { authorization: `Bearer ${await pool.accessToken({ 'custom:tenant': 'acme' })}` },
  });

  const result = await both.verify<{ 'custom:tenant': string }>(await pool.idToken());
  if (result.token_valid && result.token_use === 'id') result.claims.aud satisfies string;
  // @ts-expect-error: tokenUse is required
  const incomplete = () => createCognitoVerifier({ ...pool.verifierOptions });

  const auth = await gate.requireAuth(verifier, { scopes: ['aws.cognito.signin.user.admin'] })(request);
  if (!('token_valid' in auth)) return String(auth.status);
  auth.claims.client_id satisfies string;
  toMcpAuthInfo(auth).extra.claims.client_id satisfies string;
  const [issuer, resource] = ['https://mcp.example.com', 'https://mcp.example.com/mcp'];
  const documents = [
    authorizationServerMetadata({ issuer, domain: 'https://auth.example.com' }),
    protectedResourceMetadata({ resource, authorizationServers: [issuer], scopesSupported: ['notes/read'] }),
  ];

  const seen: VerifyResult = await authenticateRequest(combineVerifiers(verifier), request);
  const reason: Reason | undefined = seen.token_valid ? undefined : seen.reason;
  const refusal = seen.token_valid ? undefined : toHttpRefusal(seen, { scopes: ['a'] });
  const ofJane = express.requireAuth(verifier, { check: ({ claims }) => claims.username === 'jane' });
  const middleware = [ofJane, express.authenticate(verifier), koa.requireAuth(verifier)];
  const authorizer = lambda.restApiAuthorizer(verifier, { context: ({ claims }) => ({ client: claims.client_id }) });
  const methodArn = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef123/$default/GET/';
  const policy = await authorizer({ type: 'TOKEN', authorizationToken: auth.token, methodArn });
  const statement = policy.policyDocument.Statement[0]?.Resource;
  const errors = [ConfigError, TokenRejectedError].map(({ name }) => name);
  const counts = [documents.length, middleware.length, REASONS.token_expired.status];
  const rest = [typeof incomplete, statement, ...counts, ...errors];
  return [auth.claims.token_use, reason, refusal, ...rest].join(' ');
}

main().then((line) => console.log(line));
