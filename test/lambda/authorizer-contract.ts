import { ConfigError, createCognitoVerifier, type Guard, type VerifierLike } from 'cognito-guard';
import { createTestUserPool } from 'cognito-guard/testing';
import { describe, expect, it } from 'vitest';
import { BAD_TOKENS, GOOD_CLAIMS, now, POLICY } from '../support/bad-tokens.ts';
import * as events from './events.ts';

/** What a client gets to see of an answer, as the host's documentation says. */
export interface Outcome {
  readonly status: 200 | 401 | 403 | 500;
  readonly context?: unknown;
}

type Authorizer = (verifier: VerifierLike, guard?: object) => (event: object) => Promise<unknown>;

export interface AuthorizerUnderTest {
  readonly name: string;
  readonly authorizer: Authorizer;
  /** An event of this host with `Bearer` and the token in its usual place. */
  readonly eventWith: (authorization: string) => object;
  readonly outcomeOf: (answer: unknown) => Outcome;
  /** The host has no 403 of its own. */
  readonly forbidden: 401 | 403;
  /** The kinds of events that are for another authorizer or for none. */
  readonly foreignEvents: readonly (readonly [kind: string, event: unknown, message: RegExp])[];
}

export const pool = await createTestUserPool({ now });
const GROUPS = ['staff', 'a,b', '[night]'];
export const token = await pool.accessToken({ ...GOOD_CLAIMS, 'cognito:groups': GROUPS });

export const verifierOf = (options: object = {}) =>
  createCognitoVerifier({ ...pool.verifierOptions, ...POLICY, ...options });

/** An event of every kind, by what it is for. */
export const EVENTS = {
  restApiAuthorizer: events.restRequest(),
  webSocketAuthorizer: events.webSocketRequest(),
  httpApiAuthorizer: events.http2(),
  appSyncAuthorizer: events.appSync('x'),
  authenticate: events.restProxy(),
};

/** API Gateway's rule: a failure with this one message is a 401, every other one a 500. */
async function outcomeOfCall(call: Promise<unknown>, outcomeOf: (answer: unknown) => Outcome): Promise<Outcome> {
  return call.then(outcomeOf, ({ message }: Error) => ({ status: message === 'Unauthorized' ? 401 : 500 }));
}

export function authorizerContract(subject: AuthorizerUnderTest): void {
  const { name, authorizer, eventWith, outcomeOf, forbidden, foreignEvents } = subject;
  const ask = (event: object, guard: object = {}, verifier: VerifierLike = verifierOf()) =>
    outcomeOfCall(authorizer(verifier, guard)(event), outcomeOf);
  const askWith = (given: string, guard: object = {}) => ask(eventWith(`Bearer ${given}`), guard);

  describe(`${name} as every authorizer`, () => {
    it('lets a good token through, and tells the route behind whose it is', async () => {
      const { claims } = await verifierOf().verifyOrThrow(token);
      expect(await askWith(token)).toEqual({
        status: 200,
        context: {
          sub: claims.sub,
          token_use: 'access',
          client_id: pool.clientId,
          username: 'username' in claims && claims.username,
          scope: GOOD_CLAIMS.scope,
          groups: 'staff a,b [night]',
          exp: claims.exp,
        },
      });
    });

    it('tells of an ID token its client and its user name, and of a machine no user name', async () => {
      const verifier = verifierOf({ tokenUse: ['access', 'id'], audience: 'unasked' });
      const plain = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: ['access', 'id'] });
      expect(await ask(eventWith(`Bearer ${await pool.idToken()}`), {}, plain)).toMatchObject({
        status: 200,
        context: { token_use: 'id', client_id: pool.clientId, username: expect.any(String), groups: '' },
      });
      const attribute = await ask(eventWith(`Bearer ${await pool.idToken({ scope: 'orders/read' })}`), {}, plain);
      expect(attribute.context).not.toHaveProperty('scope');
      const machine = await ask(eventWith(`Bearer ${await pool.machineToken()}`), {}, plain);
      expect(machine.context).not.toHaveProperty('username');
      expect(await ask(eventWith(`Bearer ${await pool.machineToken()}`), {}, verifier)).toEqual({ status: 401 });
    });

    it.each(BAD_TOKENS)('answers 401 to %s: a token that %s', async (_reason, _what, forge) => {
      expect(await askWith(await forge(pool))).toEqual({ status: 401 });
    });

    it.each(['', 'Bearer', 'Bearer ', 'Bearer null', 'Basic dXNlcjpwYXNz', `Bearer ${token} ${token}`])(
      'answers 401 to the credentials %s',
      async (authorization) => {
        expect(await ask(eventWith(authorization))).toEqual({ status: 401 });
      },
    );

    it.each<readonly [string, Guard]>([
      ['a scope', { scopes: ['orders/delete'] }],
      ['a group', { groups: { any: ['admins'] } }],
      ['a permission', { check: () => false }],
    ])(`answers ${forbidden} where the good token lacks %s`, async (_, guard) => {
      expect(await askWith(token, guard)).toMatchObject({ status: forbidden });
    });

    it('answers 401, and not 403, where the sign-in is too old or too weak: the user can sign in again', async () => {
      for (const guard of [{ maxAuthAgeSeconds: 60 }, { acr: ['urn:cognito:loa:3'] }]) {
        const old = await pool.accessToken({ ...GOOD_CLAIMS, auth_time: now() / 1000 - 61, 'cognito:groups': [] });
        expect(await askWith(old, guard)).toEqual({ status: 401 });
      }
      const recent = { ...GOOD_CLAIMS, auth_time: now() / 1000 - 60, acr: 'urn:cognito:loa:3', 'cognito:groups': [] };
      const guard = { maxAuthAgeSeconds: 60, acr: ['urn:cognito:loa:3'], resourceMetadataUrl: 'https://a.example/' };
      expect(await askWith(await pool.accessToken(recent), guard)).toMatchObject({ status: 200 });
    });

    it('lets a good token through that has all that the guard asks for', async () => {
      const guard = { scopes: ['orders/read'], groups: ['a,b'], check: async () => true };
      expect(await askWith(token, guard)).toMatchObject({ status: 200 });
    });

    it('fails in an outage of the keys: no refusal, and no policy that would be kept', async () => {
      const outage = createCognitoVerifier({
        userPoolId: pool.userPoolId,
        clientId: pool.clientId,
        tokenUse: 'access',
        fetch: async () => new Response('down', { status: 503 }),
      });
      const answer = authorizer(outage)(eventWith(`Bearer ${token}`));
      await expect(answer).rejects.toMatchObject({ name: 'TokenRejectedError', reason: 'keys_unavailable' });
      await expect(answer).rejects.toThrow(/The signing keys of the user pool cannot be fetched at present/);
    });

    it.each<readonly [string, object]>([
      ['check', { check: () => Promise.reject(new Error('Unauthorized')) }],
      ['check', { check: () => Promise.reject(new Error(' unauthorized ')) }],
      ['getToken', { getToken: () => Promise.reject(new Error('Unauthorized')) }],
      ['context', { context: () => Promise.reject(new Error('Unauthorized')) }],
    ])('answers 500 where %s of yours fails with the word that means 401', async (_, guard) => {
      expect(await askWith(token, guard)).toEqual({ status: 500 });
      await expect(authorizer(verifierOf(), guard)(eventWith(`Bearer ${token}`))).rejects.toMatchObject({
        message: 'getToken, check, context or the verifier failed, and its message is the one word of a refusal',
        cause: expect.objectContaining({ message: expect.stringMatching(/unauthorized/i) }),
      });
    });

    it('passes on what a check of yours throws, and an Error for what is none', async () => {
      for (const name of ['check', 'context', 'getToken']) {
        const failing = (thrown: unknown) =>
          authorizer(verifierOf(), { [name]: () => Promise.reject(thrown) })(eventWith(`Bearer ${token}`));
        await expect(failing(new RangeError('the database is away'))).rejects.toThrow(RangeError);
        await expect(failing(undefined)).rejects.toThrow(/threw what is not an Error/);
      }
    });

    it('asks getToken alone where it is given, with the event', async () => {
      const seen: unknown[] = [];
      const event = eventWith('Bearer nothing');
      const getToken = (given: unknown) => {
        seen.push(given);
        return token;
      };
      expect(await ask(event, { getToken })).toMatchObject({ status: 200 });
      expect(seen).toEqual([event]);
      expect(await askWith(token, { getToken: () => undefined })).toEqual({ status: 401 });
    });

    it.each<readonly [string, { readonly ms: number }, Outcome['status']]>([
      ['expires', { ms: 25 * 3_600_000 }, 401],
      ['can no longer be judged, because the clock stands still at nothing', { ms: Number.NaN }, 500],
      ['is as good as before', { ms: 1 }, 200],
    ])('judges once more a token that %s while a check or a context is waited for', async (_, { ms }, status) => {
      for (const name of ['check', 'context']) {
        const clock = { ms: now() };
        const waiting = async () => {
          clock.ms += ms;
          return name === 'check' || { sub: 'jane' };
        };
        const verifier = verifierOf({ now: () => clock.ms });
        expect(await ask(eventWith(`Bearer ${token}`), { [name]: waiting }, verifier)).toMatchObject({ status });
      }
    });

    it('hands on what context returns, but for what is undefined', async () => {
      const context = async ({ claims }: { claims: { sub: string } }) => ({
        user: claims.sub,
        level: 3,
        staff: true,
        tenant: undefined,
      });
      expect((await askWith(token, { context })).context).toEqual({ user: expect.any(String), level: 3, staff: true });
    });

    it.each<readonly [string, unknown, RegExp]>([
      [
        'is not finite',
        { ratio: Number.NaN },
        /^context\.'ratio' is a number that is not finite: this host carries only/,
      ],
      [
        'is a function',
        { f: () => 1 },
        /^context\.'f' is of type function: .*\. Join a list into a text, or leave the member out$/,
      ],
      ['is a bigint', { big: 1n }, /^context\.'big' is of type bigint/],
      ['is a date', { at: new Date() }, /^context\.'at' is of type object/],
      ['has the name that API Gateway keeps', { claims: 'x' }, /^context must not have a member claims/],
      ['is in a list', [1], /^context must return an object/],
      ['is all there is', 'sub', /^context must return an object/],
      ['is missing', undefined, /^context must return an object/],
      ['is null', null, /^context must return an object/],
    ])('throws in words where a value of the context %s', async (_, context, message) => {
      const answer = authorizer(verifierOf(), { context: () => context })(eventWith(`Bearer ${token}`));
      await expect(answer).rejects.toThrow(ConfigError);
      await expect(answer).rejects.toThrow(message);
    });

    it('throws in words where a trigger named a group with a space, which would read as two groups behind', async () => {
      const odd = await pool.accessToken({ ...GOOD_CLAIMS, 'cognito:groups': ['of admins'] });
      const answer = authorizer(verifierOf())(eventWith(`Bearer ${odd}`));
      await expect(answer).rejects.toThrow(
        /^A group name with a space in it .*: rename the group in your pre-token-generation trigger, or give a context function$/,
      );
      await expect(answer).rejects.not.toThrow(/admins/);
    });

    it.each(foreignEvents)('says which event it wants when it gets %s', async (_, event, message) => {
      const answer = authorizer(verifierOf())(event as object);
      await expect(answer).rejects.toThrow(ConfigError);
      await expect(answer).rejects.toThrow(message);
      await expect(answer).rejects.toThrow(new RegExp(`^${name} takes the event of `));
    });

    const usage = new RegExp(
      `^${name}\\(verifier, guard\\) makes a handler: call it once, .* as in: export const handler = ${name}\\(verifier\\)\\.`,
    );
    it.each<readonly [string, readonly unknown[], RegExp]>([
      ['used as the handler itself', [eventWith(`Bearer ${token}`), {}], usage],
      ['made without a verifier', [], usage],
      ['given a third argument', [verifierOf(), {}, () => {}], usage],
      [
        'given an unknown option',
        [verifierOf(), { scope: 'x' }],
        /^guard has an unknown member 'scope'; known are: scopes/,
      ],
      ['given an option of Express', [verifierOf(), { property: 'auth' }], /^guard has an unknown member 'property'/],
      ['given a context that is none', [verifierOf(), { context: {} }], /^context must be a function/],
      ['given a getToken that is none', [verifierOf(), { getToken: 'x' }], /^getToken must be a function/],
      ['given a guard that asks for nothing', [verifierOf(), { scopes: [] }], /^scopes must not be an empty array/],
      ['given an option that was not found', [verifierOf(), { context: undefined }], /^guard\.context is undefined/],
    ])('is a ConfigError when it is %s', (_, given, message) => {
      expect(() => (authorizer as (...given: unknown[]) => unknown)(...given)).toThrow(ConfigError);
      expect(() => (authorizer as (...given: unknown[]) => unknown)(...given)).toThrow(message);
    });

    it('does not ignore a guard that comes with the event, and takes the context and the callback of Lambda', async () => {
      const handler = authorizer(verifierOf());
      const event = eventWith(`Bearer ${token}`);
      const guarded = Reflect.apply(handler, undefined, [event, { groups: ['admins'] }]);
      await expect(guarded).rejects.toThrow(ConfigError);
      await expect(guarded).rejects.toThrow(
        `A guard, or an option, that comes with the request would be ignored. ${name}(verifier, guard) makes a handler`,
      );
      const besides = Reflect.apply(handler, undefined, [event, ...events.BESIDES_THE_EVENT]);
      expect(await outcomeOfCall(besides, outcomeOf)).toMatchObject({ status: 200 });
    });

    it('answers the same where Object.prototype is polluted', async () => {
      const polluted = {
        refused: 'unauthorized',
        multiValueHeaders: { authorization: ['Bearer x'] },
        operation: 'EVENT_',
        rawHeaders: ['authorization', 'Bearer x', 'authorization', 'Bearer y'],
        return: 1,
      };
      const event = eventWith(`Bearer ${token}`);
      const make = authorizer(verifierOf());
      const before = await make(event);
      Object.assign(Object.prototype, polluted);
      const after = await make(event).finally(() => {
        for (const member of Object.keys(polluted)) Reflect.deleteProperty(Object.prototype, member);
      });
      expect(after).toEqual(before);
    });
  });
}
