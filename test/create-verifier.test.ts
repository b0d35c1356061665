import { Readable } from 'node:stream';
import {
  type CognitoVerifierOptions,
  ConfigError,
  combineVerifiers,
  createCognitoVerifier,
  TokenRejectedError,
  type VerifierEvent,
  type VerifyResult,
} from 'cognito-guard';
import { createRevocationList } from 'cognito-guard/revocation';
import { createTestUserPool, type TestUserPool, tamper } from 'cognito-guard/testing';
import { beforeAll, describe, expect, it } from 'vitest';

let pool: TestUserPool;
beforeAll(async () => {
  pool = await createTestUserPool();
});

/** A verifier whose requests for keys and events are remembered. */
function start(options: Partial<CognitoVerifierOptions> = {}) {
  const asked: string[] = [];
  const events: VerifierEvent[] = [];
  const verifier = createCognitoVerifier({
    ...pool.verifierOptions,
    fetch: async (input) => {
      asked.push(String(input));
      return pool.verifierOptions.fetch(input);
    },
    onEvent: (event) => events.push(event),
    tokenUse: 'access',
    ...options,
  });
  return { verifier, asked, events };
}

const ORIGINAL = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_TestPool1';
const UPDATED = 'https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_TestPool1';

describe('a verifier', () => {
  it('asks for nothing before the first token or ready()', async () => {
    const { verifier, asked } = start();
    expect(verifier.health()).toEqual({ status: 'unavailable' });
    await verifier.verify(undefined);
    expect(asked).toEqual([]);
    expect(await verifier.ready()).toEqual({ status: 'fresh', ageSeconds: 0 });
    expect(asked).toEqual([`${ORIGINAL}/.well-known/jwks.json`]);
  });

  it('tells its issuer in the ORIGINAL form, or as the option gave it', async () => {
    const { verifier } = start();
    expect(verifier.issuer).toBe(ORIGINAL);
    const issuer = 'http://localhost:9229/us-east-1_TestPool1';
    const emulator = { issuer };
    expect(createCognitoVerifier({ ...pool.verifierOptions, emulator, tokenUse: 'access' }).issuer).toBe(issuer);
  });

  it('asks the UPDATED host where the ORIGINAL one fails, and tells of the first', async () => {
    const { verifier, asked, events } = start({
      fetch: async (input) => {
        asked.push(String(input));
        return new Response('Forbidden', { status: String(input).includes('issuer-') ? 403 : 500 });
      },
    });
    expect(await verifier.ready()).toMatchObject({
      status: 'unavailable',
      lastError: `No usable key set from ${ORIGINAL}/.well-known/jwks.json: The key endpoint answered 500, not 200`,
    });
    expect(asked).toEqual([`${ORIGINAL}/.well-known/jwks.json`, `${UPDATED}/.well-known/jwks.json`]);
    expect(events).toMatchObject([{ type: 'key_refresh_failed' }]);
  });

  it('accepts both forms of iss, and with an emulator its issuer alone', async () => {
    const { verifier } = start();
    const [original, updated] = [await pool.accessToken(), await pool.accessToken({ iss: UPDATED })];
    expect([(await verifier.verify(original)).token_valid, (await verifier.verify(updated)).token_valid]).toEqual([
      true,
      true,
    ]);
    const strict = createCognitoVerifier({
      ...pool.verifierOptions,
      emulator: { issuer: ORIGINAL },
      tokenUse: 'access',
    });
    expect(await strict.verify(original)).toMatchObject({ token_valid: true });
    expect(await strict.verify(updated)).toMatchObject({ reason: 'issuer_unknown' });
  });

  it('asks jwksUri alone, whatever the issuer', async () => {
    const server = await pool.listen();
    const { userPoolId, clientId } = pool;
    const verifier = createCognitoVerifier({ userPoolId, clientId, tokenUse: 'access', jwksUri: server.jwksUri });
    expect(await verifier.verify(await pool.accessToken())).toMatchObject({ token_valid: true });
    await server.close();
  });

  it('tells changed keys by kid, and no token', async () => {
    const { verifier, events } = start();
    await verifier.verify(await pool.accessToken());
    expect(events).toEqual([{ type: 'keys_changed', added: pool.jwks.keys.map(({ kid }) => kid), removed: [] }]);
  });
});

describe('verifyOrThrow', () => {
  it('gives the verified token', async () => {
    const { verifier } = start();
    const token = await pool.accessToken();
    expect(await verifier.verifyOrThrow(token)).toBe(await verifier.verify(token));
  });

  it('throws the reason', async () => {
    const { verifier } = start();
    const thrown = await verifier.verifyOrThrow('x').catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(TokenRejectedError);
    expect(thrown).toMatchObject({ reason: 'token_malformed', message: 'The token is not a well-formed signed JWT' });
  });
});

describe('a static key set', () => {
  const fetch = () => {
    throw new Error('There is no network');
  };

  it('needs no network, and is always fresh, but for a clock that gives no time', async () => {
    const { userPoolId, clientId } = pool;
    let time = Date.now();
    const verifier = createCognitoVerifier({
      userPoolId,
      clientId,
      tokenUse: 'access',
      jwks: pool.jwks,
      fetch,
      now: () => time,
    });
    const fresh = { status: 'fresh', ageSeconds: 0 };
    // Before the first token as well, for a health check that is asked earlier.
    expect(verifier.health()).toEqual(fresh);
    const token = await pool.accessToken({ exp: 9_999_999_999 });
    expect(await verifier.verify(token)).toMatchObject({ token_valid: true });
    time += 7 * 86_400_000;
    expect(verifier.health()).toEqual(fresh);
    expect(await verifier.verify(token)).toMatchObject({ token_valid: true });
    expect(await verifier.ready()).toEqual(fresh);
    expect(await verifier.verify(await pool.accessToken({}, { kid: 'other' }))).toMatchObject({
      reason: 'key_unknown',
    });
    time = 0;
    const withoutTime = { status: 'unavailable', lastError: 'now() gave no plausible time in milliseconds since 1970' };
    expect([verifier.health(), await verifier.ready()]).toEqual([withoutTime, withoutTime]);
  });

  it('serves an emulator as well, where a bad signature asks for fresh keys: they are the same, and there is no network', async () => {
    const emulator = { issuer: 'http://cognito:9229/local_5uAbCdEf' };
    const clientId = pool.clientId;
    const options = { userPoolId: 'local_5uAbCdEf', clientId, tokenUse: 'access', emulator, fetch } as const;
    const { verify } = createCognitoVerifier({ ...options, jwks: pool.jwks });
    const token = await pool.accessToken({ iss: emulator.issuer });
    expect(await verify(tamper(token))).toMatchObject({ reason: 'signature_invalid' });
    expect(await verify(token)).toMatchObject({ token_valid: true });
    expect(await verify(await pool.accessToken())).toMatchObject({ reason: 'issuer_unknown' });
    const jwksUri = `${emulator.issuer}/.well-known/jwks.json`;
    const make = () => createCognitoVerifier({ ...options, emulator: { ...emulator, jwksUri }, jwks: pool.jwks });
    expect(make).toThrow('jwks is a static key set: leave out jwksUri and keys, or leave out jwks');
  });

  it.each<readonly [string, unknown, RegExp]>([
    ['no keys', {}, /jwks must be a key set such as the pool publishes. The key set is not a JSON object/],
    ['an empty list', { keys: [] }, /no usable key/],
    ['a private key', { keys: [{ kty: 'RSA', d: 'x' }] }, /no usable key/],
    ['text', '{"keys":[]}', /not a JSON object/],
    ['null', null, /not a JSON object/],
    ['an array', [], /not a JSON object/],
  ])('with %s is refused at creation', async (_, jwks, message) => {
    const make = () =>
      createCognitoVerifier({ userPoolId: pool.userPoolId, clientId: 'any', tokenUse: 'id', jwks: jwks as never });
    expect(make).toThrow(ConfigError);
    expect(make).toThrow(message);
    expect(make).toThrow(expect.objectContaining({ cause: expect.any(Error) }));
  });
});

describe('an argument beside the token, as in libraries that check per call', () => {
  const WHERE_IT_GOES =
    'verify and verifyOrThrow take the token alone: clientId, tokenUse and audience are options of ' +
    'createCognitoVerifier; groups, scopes and a check of your own are the guard of requireAuth';

  it.each([{ groups: ['admin'] }, { tokenUse: 'id' }, { clientId: 'other' }, {}, null, 'access', () => true])(
    'is a ConfigError that says where it goes, and never ignored: %j',
    async (second) => {
      const { verifier } = start();
      const combined = combineVerifiers(verifier);
      const token = await pool.accessToken();
      for (const face of [verifier.verify, verifier.verifyOrThrow, combined.verify, combined.verifyOrThrow]) {
        const answer: Promise<unknown> = Reflect.apply(face, undefined, [token, second]);
        await expect(answer).rejects.toThrow(ConfigError);
        await expect(answer).rejects.toThrow(WHERE_IT_GOES);
      }
    },
  );

  it('is refused behind an undefined one too, and for a token that is remembered', async () => {
    const { verifier } = start();
    const token = await pool.accessToken();
    await verifier.verify(token);
    for (const method of [verifier.verify, verifier.verifyOrThrow, combineVerifiers(verifier).verify]) {
      const answer = Reflect.apply(method, undefined, [token, undefined, { groups: ['admin'] }]);
      await expect(answer).rejects.toThrow(ConfigError);
      await expect(answer).rejects.toThrow('groups, scopes and a check of your own are the guard of requireAuth');
    }
  });

  it('is none where it is undefined, as a caller passes on what it did not get', async () => {
    const { verifier } = start();
    const token = await pool.accessToken();
    for (const face of [verifier.verify, verifier.verifyOrThrow, combineVerifiers(verifier).verify]) {
      expect(await Reflect.apply(face, undefined, [token, undefined])).toMatchObject({ token_valid: true });
    }
  });
});

it('nobody is refused for a `return` on Object.prototype, which a loop that ends early would call', async () => {
  const token = await pool.accessToken();
  const list = createRevocationList();
  await list.revoke({ user: 'nobody' });
  const body = new TextEncoder().encode(JSON.stringify(pool.jwks));
  const fetch = async () => ({ status: 200, body: Readable.from([body]) }) as never;
  // Node loads its Request at the first use, which would fail; and checks the first signature of a turn at once. So all of this is
  // one turn of the event loop: a timer of the test runner's would not bear it.
  await start().verifier.ready();
  await new Promise((resolve) => setImmediate(resolve));
  const results: VerifyResult[] = [];
  Object.defineProperty(Object.prototype, 'return', { value: 1, configurable: true, writable: true });
  try {
    const { verify } = combineVerifiers(start({ fetch, isRevoked: list.isRevoked }).verifier);
    results[0] = await verify(token);
    await list.revoke({ client: pool.clientId });
    results[1] = await verify(token);
  } finally {
    Reflect.deleteProperty(Object.prototype, 'return');
  }
  expect(results).toMatchObject([{ token_valid: true }, { reason: 'token_revoked' }]);
});
