import {
  type AccessTokenClaims,
  authenticateRequest,
  type CognitoVerifier,
  combineVerifiers,
  createCognitoVerifier,
  type Guard,
  type IdTokenClaims,
  type Reason,
  type RejectedToken,
  type TokenUse,
  toHttpRefusal,
  type VerifiedToken,
  type VerifyResult,
} from 'cognito-guard';
import * as express from 'cognito-guard/express';
import cognitoGuard, {
  type CustomClaims,
  authenticate as fastifyAuthenticate,
  requireAuth as fastifyRequireAuth,
} from 'cognito-guard/fastify';
import * as web from 'cognito-guard/fetch';
import * as koa from 'cognito-guard/koa';
import { protectedResourceMetadata, toMcpAuthInfo } from 'cognito-guard/mcp';
import { createRevocationList } from 'cognito-guard/revocation';
import { createTestUserPool } from 'cognito-guard/testing';
import expressApp, { type Request as ExpressRequest } from 'express';
import { fastify } from 'fastify';
import Koa from 'koa';
import { describe, expectTypeOf, it } from 'vitest';

declare const access: CognitoVerifier<'access'>;
declare const id: CognitoVerifier<'id'>;
declare const both: CognitoVerifier;

const pool = { userPoolId: 'eu-west-1_AbCdEf123', clientId: 'client' };

describe('a verifier', () => {
  it('is of the use that tokenUse names', () => {
    expectTypeOf(createCognitoVerifier({ ...pool, tokenUse: 'access' })).toEqualTypeOf<CognitoVerifier<'access'>>();
    expectTypeOf(createCognitoVerifier({ ...pool, tokenUse: 'id' })).toEqualTypeOf<CognitoVerifier<'id'>>();
    expectTypeOf(createCognitoVerifier({ ...pool, tokenUse: ['access', 'id'] })).toEqualTypeOf<
      CognitoVerifier<'access' | 'id'>
    >();
    expectTypeOf(createCognitoVerifier({ ...pool, tokenUse: ['id'] })).toEqualTypeOf<CognitoVerifier<'id'>>();
  });

  it('takes what a header may give', () => {
    expectTypeOf(access.verify).parameter(0).toEqualTypeOf<string | undefined | null>();
    // @ts-expect-error a number is no token
    access.verify(7);
    // @ts-expect-error an array of tokens is no token
    access.verify(['token']);
  });

  it('does not compile without what has no default, nor with what is not an option', () => {
    // @ts-expect-error tokenUse has no default
    createCognitoVerifier({ ...pool });
    // @ts-expect-error clientId has no default
    createCognitoVerifier({ userPoolId: 'x', tokenUse: 'access' });
    // @ts-expect-error userPoolId has no default
    createCognitoVerifier({ clientId: 'x', tokenUse: 'access' });
    // @ts-expect-error 'refresh' is no use that can be accepted
    createCognitoVerifier({ ...pool, tokenUse: 'refresh' });
    // @ts-expect-error there is no such option
    createCognitoVerifier({ ...pool, tokenUse: 'access', algorithms: ['RS256'] });
    // @ts-expect-error undefined is no value: leave the option out
    createCognitoVerifier({ ...pool, tokenUse: 'access', audience: undefined });
    // @ts-expect-error true is no cache: { max } or false
    createCognitoVerifier({ ...pool, tokenUse: 'access', tokenCache: true });
    // @ts-expect-error a hook that answers nothing would make everything unavailable
    createCognitoVerifier({ ...pool, tokenUse: 'access', isRevoked: () => {} });
    // @ts-expect-error a cache needs its size
    createCognitoVerifier({ ...pool, tokenUse: 'access', tokenCache: {} });
    createCognitoVerifier({ ...pool, tokenUse: 'access', audience: ['a', 'b'] });
    // @ts-expect-error the issuer of an emulator is a member of emulator
    createCognitoVerifier({ ...pool, tokenUse: 'access', issuer: 'http://localhost/x' });
    // @ts-expect-error an emulator needs its issuer
    createCognitoVerifier({ ...pool, tokenUse: 'access', emulator: { jwksUri: 'http://localhost/x' } });
    // @ts-expect-error verify takes the token alone: guards belong to requireAuth
    access.verify('x', { groups: ['admin'] });
    // @ts-expect-error verifyOrThrow as well
    access.verifyOrThrow('x', { tokenUse: 'id' });
  });

  it('hands its hook the tokens that it accepts, and is of the same use with it, wherever that stands', () => {
    const hook = ({ claims }: VerifiedToken<'access'>) => claims.client_id === 'x';
    const { isRevoked } = createRevocationList();
    expectTypeOf(
      createCognitoVerifier({ ...pool, tokenUse: 'access', isRevoked: ({ claims }) => claims.client_id === 'x' }),
    ).toEqualTypeOf<CognitoVerifier<'access'>>();
    expectTypeOf(
      createCognitoVerifier({ ...pool, isRevoked: async ({ claims }) => claims['custom:v'] === 1, tokenUse: 'id' }),
    ).toEqualTypeOf<CognitoVerifier<'id'>>();
    expectTypeOf(createCognitoVerifier({ ...pool, tokenUse: 'access', isRevoked: hook })).toEqualTypeOf(access);
    expectTypeOf(createCognitoVerifier({ ...pool, tokenUse: 'access', isRevoked })).toEqualTypeOf(access);
    expectTypeOf(createCognitoVerifier({ ...pool, isRevoked, tokenUse: ['access', 'id'] })).toEqualTypeOf(both);
    // @ts-expect-error an access token has no email
    createCognitoVerifier({ ...pool, tokenUse: 'access', isRevoked: ({ claims }) => claims.email === 'x' });
    // @ts-expect-error of two uses, an ID token has no client_id
    createCognitoVerifier({ ...pool, tokenUse: ['access', 'id'], isRevoked: ({ claims }) => claims.client_id === 'x' });
    // @ts-expect-error a hook for access tokens would judge ID tokens too
    createCognitoVerifier({ ...pool, tokenUse: ['access', 'id'], isRevoked: hook });
  });

  it('may be combined, uses and all', () => {
    expectTypeOf(combineVerifiers(access, id).verify('x')).resolves.toEqualTypeOf<VerifyResult<'access' | 'id'>>();
    expectTypeOf(combineVerifiers(access).verify('x')).resolves.toEqualTypeOf<VerifyResult<'access'>>();
    // @ts-expect-error of several pools there is no one issuer
    combineVerifiers(access, id).issuer;
  });
});

describe('a result', () => {
  it('is narrowed by token_valid', async () => {
    const result = await access.verify('x');
    // @ts-expect-error nothing is known of the token before token_valid is asked
    result.token;
    // @ts-expect-error a reason is there only where the token was refused
    result.reason;
    if (result.token_valid) {
      expectTypeOf(result.claims).toExtend<AccessTokenClaims>();
      expectTypeOf(result.claims.client_id).toEqualTypeOf<string>();
      expectTypeOf(result.claims.username).toEqualTypeOf<string | undefined>();
      expectTypeOf(result.token_use).toEqualTypeOf<'access'>();
      // @ts-expect-error an access token has no email
      result.claims.email;
      // @ts-expect-error claims are read-only
      result.claims.sub = 'mallory';
    } else {
      expectTypeOf(result).toEqualTypeOf<RejectedToken>();
      expectTypeOf(result.reason).toEqualTypeOf<Reason>();
      expectTypeOf(result.claims).toEqualTypeOf<Readonly<Record<string, unknown>> | undefined>();
      // @ts-expect-error the union of reasons is closed
      if (result.reason === 'token_stolen') return;
    }
  });

  it('is narrowed by token_use', async () => {
    const result = await both.verify('x');
    if (!result.token_valid) return;
    if (result.token_use === 'id') {
      expectTypeOf(result.claims).toExtend<IdTokenClaims>();
      expectTypeOf(result.claims.aud).toEqualTypeOf<string>();
      expectTypeOf(result.claims.email_verified).toEqualTypeOf<boolean | 'true' | 'false' | undefined>();
      // @ts-expect-error an ID token has no client_id
      result.claims.client_id;
    } else {
      expectTypeOf(result.claims.client_id).toEqualTypeOf<string>();
      expectTypeOf(result.claims.aud).toEqualTypeOf<string | readonly string[] | undefined>();
    }
  });

  it('has the custom claims that its caller names, beside its own', async () => {
    const result = await id.verify<{ 'custom:tenant': string }>('x');
    if (!result.token_valid) return;
    expectTypeOf(result.claims['custom:tenant']).toEqualTypeOf<string>();
    expectTypeOf(result.claims.sub).toEqualTypeOf<string>();
    const plain = await id.verifyOrThrow('x');
    // @ts-expect-error no claim is there that nobody named
    plain.claims['custom:tenant'];
    const thrown = await id.verifyOrThrow<{ 'custom:tenant'?: string }>('x');
    expectTypeOf(thrown.claims['custom:tenant']).toEqualTypeOf<string | undefined>();
  });
});

declare module 'cognito-guard/fastify' {
  interface CustomClaims {
    readonly 'custom:tenant'?: string;
  }
}

describe('the adapters', () => {
  it('give Express its middleware, and the request a typed auth', () => {
    const app = expressApp();
    app.use(express.authenticate(access));
    app.get('/home', (req) => {
      expectTypeOf(express.authOf(req)).toEqualTypeOf<VerifyResult>();
    });
    app.get('/', express.requireAuth(access, { scopes: ['a'], groups: { any: ['b'] } }), (req, res) => {
      const { claims } = express.authOf<VerifiedToken<'access'>>(req);
      expectTypeOf(claims.client_id).toEqualTypeOf<string>();
      expectTypeOf(express.authOf<VerifiedToken<'access'>>(req, 'cognito')).not.toBeAny();
      res.json(claims);
    });
    // @ts-expect-error what authOf gives is a result, whatever its caller says
    express.authOf<{ sub: string }>({});
    app.get('/cookie', express.requireAuth(access, { getToken: (req: ExpressRequest) => req.cookies.token }));
    app.use(express.requireAuth(access, { property: 'cognito' }));
    // F09: a linter that forbids promises where none is expected has nothing to say.
    expectTypeOf<ReturnType<ReturnType<typeof express.requireAuth>>>().toEqualTypeOf<void>();
    expectTypeOf<ReturnType<ReturnType<typeof express.authenticate>>>().toEqualTypeOf<void>();
    // @ts-expect-error a guard has no roles
    express.requireAuth(access, { roles: ['admin'] });
    // @ts-expect-error authenticate refuses nothing, so it takes no guard
    express.authenticate(access, { scopes: ['a'] });
  });

  it('type the check of a guard by the uses of the verifier', () => {
    express.requireAuth(access, {
      check: ({ claims }) => {
        expectTypeOf(claims.client_id).toEqualTypeOf<string>();
        return claims.client_id === 'client';
      },
    });
    koa.requireAuth(id, {
      check: ({ claims }) => {
        expectTypeOf(claims.aud).toEqualTypeOf<string>();
        return true;
      },
    });
    web.requireAuth(both, {
      check: async (token) => token.token_use === 'id' && token.claims.email === 'jane@example.com',
    });
    // @ts-expect-error an access token has no email
    express.requireAuth(access, { check: ({ claims }) => claims.email === 'jane@example.com' });
    // @ts-expect-error a check answers with a boolean: a user that was found is no permission
    web.requireAuth(access, { check: () => ({ name: 'jane' }) });
    // @ts-expect-error the result of a web request is put nowhere
    web.requireAuth(access, { property: 'cognito' });
  });

  it('let a check ask for claims of your own: custom attributes as they are, others as you type them', () => {
    const ofAcme = ({ claims }: VerifiedToken<'access', { readonly tenant: string }>) => claims.tenant === 'acme';
    const guard: Guard<'access', { readonly tenant: string }> = { check: ofAcme };
    express.requireAuth(access, { check: ({ claims }) => claims['custom:tenant'] === 'acme' });
    express.requireAuth(access, { getToken: (req: ExpressRequest) => req.cookies.token, check: ofAcme });
    koa.requireAuth(both, { check: async ({ claims }) => claims['custom:tenant'] === 'acme' });
    koa.requireAuth(access, guard);
    web.requireAuth(access, { check: ({ claims }) => claims['custom:level'] === 3 && claims.client_id === 'x' });
    web.requireAuth(access, guard);
    fastifyRequireAuth(id, { check: ({ claims }) => claims['custom:level'] === claims.email });
    fastifyRequireAuth(access, guard);
    expectTypeOf(toHttpRefusal).toBeCallableWith({} as RejectedToken, guard);
    const anyGuard: Guard = { check: ({ claims }) => claims['custom:tenant'] === 'acme' };
    express.requireAuth(access, anyGuard);
    // @ts-expect-error nobody knows the type of a custom attribute
    express.requireAuth(access, { check: ({ claims }) => claims['custom:tenant'].length > 0 });
    // @ts-expect-error no claim of another name is there that nobody named
    express.requireAuth(access, { check: ({ claims }) => claims.tenant === 'acme' });
    // @ts-expect-error a check of access tokens would judge ID tokens too
    express.requireAuth(both, guard);
  });

  it('give Fastify hooks without the plugin', () => {
    const app = fastify();
    app.get('/open', { onRequest: fastifyAuthenticate(access, { property: 'user' }) }, async () => 'open');
    app.get('/closed', { onRequest: fastifyRequireAuth(access, { groups: ['staff'] }) }, async () => 'closed');
    app.addHook('onRequest', fastifyRequireAuth(access, { getToken: ({ headers }) => headers.cookie }));
    // @ts-expect-error authenticate refuses nothing, so it takes no guard
    fastifyAuthenticate(access, { scopes: ['a'] });
  });

  it('give Fastify request.auth and requireAuth', () => {
    const app = fastify();
    app.register(cognitoGuard, { verifier: access });
    app.get('/', { onRequest: app.requireAuth({ groups: ['staff'] }) }, async (request) => {
      expectTypeOf(request.auth).toEqualTypeOf<VerifyResult<TokenUse, CustomClaims>>();
      expectTypeOf(request.auth).not.toBeAny();
      if (request.auth.token_valid) {
        expectTypeOf(request.auth.claims['custom:tenant']).toEqualTypeOf<string | undefined>();
      }
      return request.auth.token_valid;
    });
    // @ts-expect-error the plugin needs its verifier
    app.register(cognitoGuard, {});
    app.requireAuth({
      check: ({ claims }) => {
        expectTypeOf(claims['custom:tenant']).toEqualTypeOf<string | undefined>();
        expectTypeOf(claims['custom:level']).toEqualTypeOf<unknown>();
        return claims['custom:tenant'] === 'acme';
      },
    });
    // @ts-expect-error a getToken belongs to the registration
    app.requireAuth({ getToken: () => 'x' });
  });

  it('give Koa ctx.state.auth', () => {
    const app = new Koa<koa.AuthState>();
    app.use(koa.authenticate(access));
    app.use((ctx) => {
      expectTypeOf(ctx.state.auth).toEqualTypeOf<VerifyResult>();
      expectTypeOf(ctx.state.auth).not.toBeAny();
    });
    const closed = new Koa<koa.AuthState<VerifiedToken<'id'>>>();
    closed.use(koa.requireAuth(id));
    closed.use((ctx) => {
      expectTypeOf(ctx.state.auth.claims.aud).toEqualTypeOf<string>();
    });
  });

  it('give web requests a token or the Response that refuses', async () => {
    const auth = await web.requireAuth(access)(new Request('http://localhost/'));
    expectTypeOf(auth).toEqualTypeOf<VerifiedToken<'access'> | Response>();
    if ('token_valid' in auth) expectTypeOf(auth.claims.client_id).toEqualTypeOf<string>();
    else expectTypeOf(auth).toEqualTypeOf<Response>();
    expectTypeOf(web.authenticate(id)(new Request('http://localhost/'))).resolves.toEqualTypeOf<VerifyResult<'id'>>();
  });

  it('are a few lines over the root', async () => {
    const auth = await authenticateRequest(access, { headers: { authorization: 'Bearer x' } });
    expectTypeOf(auth).toEqualTypeOf<VerifyResult<'access'>>();
    if (!auth.token_valid) expectTypeOf(toHttpRefusal(auth).status).toEqualTypeOf<400 | 401 | 403 | 503>();
    // @ts-expect-error a good token is not refused
    if (auth.token_valid) toHttpRefusal(auth);
  });
});

describe('the step-up of a guard', () => {
  it('is a number of seconds and a list of levels', () => {
    express.requireAuth(access, { maxAuthAgeSeconds: 300, acr: ['urn:cognito:loa:3'] });
    // @ts-expect-error one level is a list of one
    express.requireAuth(access, { acr: 'urn:cognito:loa:3' });
    // @ts-expect-error levels have no order, so nothing is the least of them
    koa.requireAuth(access, { acr: { atLeast: 'urn:cognito:loa:3' } });
    // @ts-expect-error seconds are a number
    web.requireAuth(access, { maxAuthAgeSeconds: '300' });
  });
});

describe('the entry for MCP', () => {
  it('takes verified access tokens alone', async () => {
    const auth = await access.verify<{ tenant: string }>('x');
    // @ts-expect-error a refused token is no caller
    toMcpAuthInfo(auth);
    if (auth.token_valid) expectTypeOf(toMcpAuthInfo(auth).extra.claims.tenant).toEqualTypeOf<string>();
    // @ts-expect-error an ID token permits nothing
    toMcpAuthInfo(await id.verifyOrThrow('x'));
    // @ts-expect-error nor may it be one of the two
    toMcpAuthInfo(await both.verifyOrThrow('x'));
  });

  it('does not compile without an authorization server', () => {
    // @ts-expect-error clients would not know where to sign in
    protectedResourceMetadata({ resource: 'https://mcp.example.com/mcp' });
  });
});

describe('the testing kit', () => {
  it('is spread into a verifier, whose use stays the user’s', async () => {
    const { verifierOptions } = await createTestUserPool();
    expectTypeOf(createCognitoVerifier({ ...verifierOptions, tokenUse: 'id' })).toEqualTypeOf<CognitoVerifier<'id'>>();
    // @ts-expect-error tokenUse has no default here either
    createCognitoVerifier(verifierOptions);
    // @ts-expect-error there is no such option
    createTestUserPool({ region: 'eu-west-1' });
  });
});
