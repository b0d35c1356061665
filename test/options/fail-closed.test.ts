import {
  authenticateRequest,
  type CognitoVerifierOptions,
  ConfigError,
  combineVerifiers,
  createCognitoVerifier,
  toHttpRefusal,
  type VerifierLike,
} from 'cognito-guard';
import * as express from 'cognito-guard/express';
import * as forFastify from 'cognito-guard/fastify';
import * as web from 'cognito-guard/fetch';
import * as koa from 'cognito-guard/koa';
import * as lambda from 'cognito-guard/lambda';
import { createRevocationList, followRedis, type RedisClientLike } from 'cognito-guard/revocation';
import { createTestUserPool, tamper } from 'cognito-guard/testing';
import { fastify } from 'fastify';
import { afterAll, describe, expect, it } from 'vitest';
import { HIDDEN_MEMBERS } from '../support/hidden-members.ts';

const POOL = { userPoolId: 'eu-west-1_AbCdEf123', clientId: 'client1', tokenUse: 'access' } as const;
const create = (given: object) => createCognitoVerifier(given as CognitoVerifierOptions);
const verifier: VerifierLike = create(POOL) as VerifierLike;
const one = create(POOL);
const pool = await createTestUserPool();
const withPlugin = await register({ verifier });
const accessToken = await pool.accessToken();
const server = await pool.listen();
afterAll(server.close);
const refused = { token_valid: false, reason: 'token_missing', message: '' } as const;
const request = { headers: {} };

async function register(given: object) {
  const app = fastify();
  await app.register(forFastify.cognitoGuard, given as { verifier: VerifierLike });
  return app;
}
const onInstance = async (guard: object) => (await register({ verifier })).requireAuth(guard);

const neverOpened: RedisClientLike = {
  duplicate: () => {
    throw new Error('MOVED');
  },
};
/** Checks the options, and then finds no server. */
const follow = (given: object) =>
  followRedis(createRevocationList(), neverOpened, given).catch((error: Error) => {
    if (error instanceof ConfigError) throw error;
    return error;
  });
const revoke = (given: object) =>
  createRevocationList()
    .revoke(given as { user: string })
    .then(() => 'revoked');

type Give = (given: object) => unknown;

/** Each place that takes an object, with a member that turns a check on and the others that it needs. */
type Place = readonly [where: string, give: Give, name: string, value: unknown, others?: object];
const PLACES: readonly Place[] = [
  ['audience of a verifier', create, 'audience', 'https://api.example.com', POOL],
  ['keys of a verifier', (keys) => create({ ...POOL, keys }), 'maxStaleSeconds', 900],
  ['tokenCache of a verifier', (tokenCache) => create({ ...POOL, tokenCache }), 'max', 10],
  ['emulator of a verifier', (emulator) => create({ ...POOL, emulator }), 'issuer', 'https://a.example/x'],
  ['guard of toHttpRefusal', (guard) => toHttpRefusal(refused, guard), 'scopes', ['read']],
  ['options of authenticateRequest', (given) => authenticateRequest(verifier, request, given), 'getToken', () => 'x'],
  ['isRevoked of a verifier', create, 'isRevoked', () => true, POOL],
  ['options of createRevocationList', createRevocationList, 'requires', ['session']],
  ['entry of a revocation list', revoke, 'user', 'jane'],
  ['options of followRedis', follow, 'onUnavailable', 'refuse'],
  ['options of createTestUserPool', (given) => createTestUserPool(given), 'clientId', 'client1'],
  ['options of Express authenticate', (given) => express.authenticate(verifier, given), 'getToken', () => 'x'],
  ['options of Koa authenticate', (given) => koa.authenticate(verifier, given), 'getToken', () => 'x'],
  ['options of Fastify authenticate', (given) => forFastify.authenticate(verifier, given), 'getToken', () => 'x'],
  ['options of fetch authenticate', (given) => web.authenticate(verifier, given), 'getToken', () => 'x'],
  ['options of the Fastify plugin', register, 'getToken', () => 'x', { verifier }],
  ['guard of Express requireAuth', (guard) => express.requireAuth(verifier, guard), 'groups', ['admins']],
  ['guard of Koa requireAuth', (guard) => koa.requireAuth(verifier, guard), 'groups', ['admins']],
  ['guard of Fastify requireAuth', (guard) => forFastify.requireAuth(verifier, guard), 'groups', ['admins']],
  ['guard of fetch requireAuth', (guard) => web.requireAuth(verifier, guard), 'groups', ['admins']],
  ['guard of fastify.requireAuth', onInstance, 'groups', ['admins']],
  ['check of a guard', (guard) => express.requireAuth(verifier, guard), 'check', () => false, { scopes: ['read'] }],
  ['acr of a guard', (guard) => express.requireAuth(verifier, guard), 'acr', ['gold'], { scopes: ['read'] }],
  ['age of a guard', (guard) => koa.requireAuth(verifier, guard), 'maxAuthAgeSeconds', 60, { scopes: ['read'] }],
  ['groups of a guard', (groups) => express.requireAuth(verifier, { groups } as never), 'all', ['admins']],
  ['scopes of a guard', (scopes) => express.requireAuth(verifier, { scopes } as never), 'any', ['a'], { all: ['b'] }],
];

for (const [where, give, name, value, others = {}] of PLACES) {
  describe(where, () => {
    it('takes the member where it is plainly there', async () => {
      await expect((async () => give({ ...others, [name]: value }))()).resolves.toBeDefined();
    });

    it.each(HIDDEN_MEMBERS)('is refused, and its check is not silently off, as %s', async (_form, hide) => {
      await expect((async () => give(hide(name, value, others)))()).rejects.toThrow(ConfigError);
    });

    it('is refused with a member of another name, or one that is undefined', async () => {
      await expect((async () => give({ ...others, [name]: value, [`${name}s`]: value }))()).rejects.toThrow(
        ConfigError,
      );
      await expect((async () => give({ ...others, [name]: undefined }))()).rejects.toThrow(`${name} is undefined`);
    });

    it.each([
      ['an array', []],
      ['text', 'x'],
      ['true', true],
      ['a function', () => {}],
    ])('is no %s', async (_, given) => {
      const isAlsoAnArray = _ === 'an array' && ['all', 'any'].includes(name);
      const message = isAlsoAnArray ? 'must not be an empty array' : /must be|needs the verifier as a member/;
      await expect((async () => give(given as object))()).rejects.toThrow(message);
    });
  });
}

type Call = (...given: never[]) => unknown;
const calling = (call: Call, ...given: unknown[]) => (async () => Reflect.apply(call, undefined, given))();

describe('an argument in excess', () => {
  it.each<readonly [string, Call, readonly unknown[], RegExp]>([
    ['createCognitoVerifier', createCognitoVerifier, [POOL, { tokenUse: 'id' }], /one object with all options/],
    ['createRevocationList', createRevocationList, [{}, {}], /one object with all options/],
    ['followRedis', followRedis, [createRevocationList(), neverOpened, {}, {}], /takes a list of/],
    ['createTestUserPool', createTestUserPool, [{}, {}], /one object with all options/],
    ['toHttpRefusal', toHttpRefusal, [refused, {}, {}], /takes a refusal and a guard/],
    ['authenticateRequest', authenticateRequest, [verifier, request, {}, {}], /verifies one request/],
    ['authOf', express.authOf, [{}, 'auth', {}], /takes a request and the name of its property/],
    ['tamper', tamper, ['a.e30.b', {}, {}], /takes a token and claims/],
    ['ready', one.ready, [{}], /take no arguments/],
    ['health', one.health, [{}], /take no arguments/],
    ['ready of several', combineVerifiers(one).ready, [null], /take no arguments/],
    ['health of several', combineVerifiers(one).health, ['x'], /take no arguments/],
    ['accessToken', pool.accessToken, [{}, {}, {}], /take claims and header parameters/],
    ['idToken', pool.idToken, [{}, {}, {}], /take claims and header parameters/],
    ['machineToken', pool.machineToken, [{}, {}, {}], /take claims and header parameters/],
    ['refreshToken', pool.refreshToken, [{}], /take no arguments/],
    ['rotateKeys', pool.rotateKeys, [{}], /take no arguments/],
    ['listen', pool.listen, [8080], /take no arguments/],
    ['Express requireAuth', express.requireAuth, [verifier, {}, {}], /make middleware/],
    ['Koa requireAuth', koa.requireAuth, [verifier, {}, {}], /make middleware/],
    ['Fastify requireAuth', forFastify.requireAuth, [verifier, {}, {}], /make onRequest hooks/],
    ['fetch requireAuth', web.requireAuth, [verifier, {}, {}], /make functions that take a request/],
  ])('of %s is a ConfigError that says how to call it', async (_, call, given, message) => {
    await expect(calling(call, ...given)).rejects.toThrow(ConfigError);
    await expect(calling(call, ...given)).rejects.toThrow(message);
  });

  it('is none where it is undefined, as a caller passes on what it did not get', async () => {
    expect(Reflect.apply(one.health, undefined, [undefined])).toMatchObject({ status: 'unavailable' });
    expect(await Reflect.apply(pool.refreshToken, undefined, [undefined])).toContain('.');
  });
});

describe('an argument that is undefined, because a name was misspelled or a setting not found', () => {
  it.each<readonly [string, Call, readonly unknown[]]>([
    ['guard of Express requireAuth', express.requireAuth, [verifier]],
    ['guard of Koa requireAuth', koa.requireAuth, [verifier]],
    ['guard of Fastify requireAuth', forFastify.requireAuth, [verifier]],
    ['guard of fastify.requireAuth', withPlugin.requireAuth, []],
    ['guard of fetch requireAuth', web.requireAuth, [verifier]],
    ['guard of Lambda requireAuth', lambda.requireAuth, [verifier]],
    ['guard of restApiAuthorizer', lambda.restApiAuthorizer, [verifier]],
    ['guard of webSocketAuthorizer', lambda.webSocketAuthorizer, [verifier]],
    ['guard of httpApiAuthorizer', lambda.httpApiAuthorizer, [verifier]],
    ['guard of appSyncAuthorizer', lambda.appSyncAuthorizer, [verifier]],
    ['guard of toHttpRefusal', toHttpRefusal, [refused]],
    ['options of Express authenticate', express.authenticate, [verifier]],
    ['options of Koa authenticate', koa.authenticate, [verifier]],
    ['options of Fastify authenticate', forFastify.authenticate, [verifier]],
    ['options of fetch authenticate', web.authenticate, [verifier]],
    ['options of Lambda authenticate', lambda.authenticate, [verifier]],
    ['options of authenticateRequest', authenticateRequest, [verifier, request]],
    ['options of createRevocationList', createRevocationList, []],
    ['options of createTestUserPool', createTestUserPool, []],
    ['claims of tamper', tamper, [accessToken]],
  ])('is no %s: it throws, and one that is left out does not', async (_, call, given) => {
    await expect(calling(call, ...given)).resolves.toBeDefined();
    const slip = calling(call, ...given, undefined);
    await expect(slip).rejects.toThrow(ConfigError);
    await expect(slip).rejects.toThrow('The last argument is undefined: was a setting not found?');
  });
});
