import { inspect } from 'node:util';
import {
  type CognitoVerifierOptions,
  ConfigError,
  createCognitoVerifier,
  REASONS,
  TokenRejectedError,
} from 'cognito-guard';
import { requireAuth } from 'cognito-guard/fetch';
import { createTestUserPool } from 'cognito-guard/testing';
import { describe, expect, it, vi } from 'vitest';
import { forge, randomSignature } from '../../support/forge.ts';

const pool = await createTestUserPool();
const attacker = await createTestUserPool();
const good = await pool.accessToken();
const { userPoolId, clientId, issuer } = pool;

/** What must never be accepted, whatever the process has done to the language. */
const forgeries: Readonly<Record<string, string>> = {
  'another signature': forge(good, { signature: randomSignature() }),
  'stray bits': good.slice(0, -1) + String.fromCharCode(good.charCodeAt(good.length - 1) + 1),
  'alg none': forge(good, { header: { alg: 'none' } }),
  'no alg': await pool.accessToken({}, { alg: undefined }),
  'no kid': await pool.accessToken({}, { kid: undefined }),
  crit: await pool.accessToken({}, { crit: ['x'] }),
  'another issuer': await pool.accessToken({ iss: 'https://idp.example.com' }),
  'no issuer': await pool.accessToken({ iss: undefined }),
  'another client': await pool.accessToken({ client_id: 'otherclient' }),
  'no client': await pool.accessToken({ client_id: undefined }),
  'an ID token': await pool.idToken(),
  'no use': await pool.accessToken({ token_use: undefined }),
  expired: await pool.accessToken({ exp: 1 }),
  'no exp': await pool.accessToken({ exp: undefined }),
  'not yet valid': await pool.accessToken({ nbf: 4_102_444_800 }),
  'a number as sub': await pool.accessToken({ sub: 1 }),
  'another key': await attacker.accessToken(),
};

/** Runs with members of prototypes replaced, and puts them back whatever happens. */
async function withPatched<T>(
  patches: readonly (readonly [object, string, unknown])[],
  run: () => Promise<T>,
): Promise<T> {
  const originals = patches.map(([target, name]) => Object.getOwnPropertyDescriptor(target, name));
  for (const [target, name, value] of patches)
    Object.defineProperty(target, name, { value, configurable: true, writable: true });
  try {
    return await run();
  } finally {
    for (const [index, [target, name]] of patches.entries()) {
      const original = originals[index];
      if (original === undefined) Reflect.deleteProperty(target, name);
      else Object.defineProperty(target, name, original);
    }
  }
}

function createVerifier() {
  return createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' });
}

async function acceptedForgeries(verifier: ReturnType<typeof createVerifier>): Promise<string[]> {
  const accepted: string[] = [];
  for (const name in forgeries) {
    try {
      if ((await verifier.verify(forgeries[name])).token_valid) accepted[accepted.length] = name;
    } catch {
      // A throw is no acceptance.
    }
  }
  return accepted;
}

describe('JSR-01: a polluted Object.prototype changes no decision', () => {
  const polluted: readonly (readonly [string, unknown])[] = [
    ['alg', 'RS256'],
    ['kid', pool.jwks.keys[1]?.kid],
    ['keys', []],
    ['groups', ['admin']],
    ['cognito:groups', ['admin']],
    ['scope', 'api/read'],
    ['tokenUse', null],
    ['tokenUses', null],
    ['clientId', 'any'],
    ['client_id', clientId],
    ['token_use', 'access'],
    ['iss', issuer],
    ['exp', 4_102_444_800],
    ['nbf', 0],
    ['aud', clientId],
    ['audience', clientId],
    ['jwks', { keys: [...attacker.jwks.keys] }],
    ['jwksUri', 'https://keys.example.com/'],
    ['issuer', 'https://idp.example.com/pool'],
    ['token_valid', true],
    ['clockToleranceSeconds', 1e9],
    ['getToken', () => good],
    ['all', []],
    ['any', []],
    ['check', () => true],
    ['reason', 'token_expired'],
    ['retryAfterSeconds', 7],
    ['error', 'invalid_token'],
    ['cause', 'x'],
    // What lru-cache, node:crypto and fetch would read from options that were not set.
    ['ttl', 1],
    ['max', 1],
    ['maxSize', 1],
    ['size', 1e9],
    ['perf', 1],
    ['padding', 6],
    ['saltLength', 32],
    ['dsaEncoding', 'ieee-p1363'],
    ['cache', 'force-cache'],
    ['method', 'POST'],
    ['redirect', 'follow'],
    ['fatal', false],
  ];

  it.each(polluted)('by %s', async (name, value) => {
    await withPatched([[Object.prototype, name, value]], async () => {
      const verifier = createVerifier();
      expect((await verifier.verify(good)).token_valid).toBe(true);
      expect(await acceptedForgeries(verifier)).toEqual([]);
      const request = () => new Request('https://api.example.com/', { headers: { authorization: `Bearer ${good}` } });
      expect(await requireAuth(verifier, { groups: ['admin'] })(request())).toMatchObject({ status: 403 });
      expect(await requireAuth(verifier, { scopes: ['api/read'] })(request())).toMatchObject({ status: 403 });
      expect(await requireAuth(verifier)(new Request('https://api.example.com/'))).toMatchObject({ status: 401 });
    });
  });

  it.each(polluted)('by %s, after the verifier was made', async (name, value) => {
    const verifier = createVerifier();
    await withPatched([[Object.prototype, name, value]], async () => {
      expect((await verifier.verify(good)).token_valid).toBe(true);
      expect(await acceptedForgeries(verifier)).toEqual([]);
    });
  });

  it('an absent option is still missed when a prototype has it', async () => {
    await withPatched([[Object.prototype, 'clientId', clientId]], async () => {
      expect(() => createCognitoVerifier({ userPoolId, tokenUse: 'access' } as never)).toThrow(ConfigError);
    });
  });
});

it('JSR-03: what an attacker writes into kid and iss comes back in no text', async () => {
  const events: unknown[] = [];
  const verifier = createCognitoVerifier({
    ...pool.verifierOptions,
    tokenUse: 'access',
    onEvent: (e) => events.push(e),
  });
  const hostile = ['\r\nset-cookie: a=b', '\u001b[2J\u001b[31m', 'x'.repeat(1_500), '"\\'];
  for (const text of hostile) {
    for (const token of [
      forge(good, { header: { kid: text.slice(0, 200) } }),
      forge(good, { header: { kid: text.slice(0, 200) }, claims: { iss: text } }),
      await pool.accessToken({ iss: text }),
      forge(good, { header: { alg: text } }),
    ]) {
      const result = await verifier.verify(token);
      if (result.token_valid) throw new Error('A forgery was accepted');
      expect(result.message).toBe(REASONS[result.reason].message);
      const { claims: _authentic, ...rest } = result;
      expect(inspect(rest, { depth: 9 })).not.toContain(text.slice(0, 100));
    }
  }
  expect(inspect(events, { depth: 9 })).not.toMatch(/x{50}|set-cookie|\[31m/);
});

it('JSR-04: neither a refusal nor an error of ours holds the token or its signature', async () => {
  const verifier = createVerifier();
  for (const token of [...Object.values(forgeries), `${good}=`, 'not.a.token', await pool.refreshToken()]) {
    const error = await verifier.verifyOrThrow(token).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TokenRejectedError);
    const { claims: _authentic, ...refusal } = (await verifier.verify(token)) as { claims?: unknown };
    for (const part of [token, ...token.split('.')].filter((text) => text.length > 8)) {
      expect(inspect(error, { depth: 9, showHidden: true, maxStringLength: null })).not.toContain(part);
      expect(inspect(refusal, { depth: 9, maxStringLength: null })).not.toContain(part);
    }
  }
});

describe('a wrong option is a ConfigError at construction', () => {
  const { fetch } = pool.verifierOptions;
  const base = { userPoolId, clientId, tokenUse: 'access', fetch };
  it.each<[id: string, title: string, options: object]>([
    ['JSR-05', 'clientid', { ...base, clientId: undefined, clientid: clientId }],
    ['JSR-05', 'clientid beside clientId', { ...base, clientid: clientId }],
    ['JSR-05', 'tokenuse', { userPoolId, clientId, tokenuse: 'access' }],
    ['JSR-05', 'clientId absent', { userPoolId, tokenUse: 'access' }],
    ['JSR-05', 'tokenUse absent', { userPoolId, clientId }],
    ['JSR-05', 'keys.fetchTimeout', { ...base, keys: { fetchTimeout: 1 } }],
    ['JSR-06', 'clientId undefined', { ...base, clientId: undefined }],
    ['JSR-06', 'clientId null', { ...base, clientId: null }],
    ['JSR-06', 'clientId []', { ...base, clientId: [] }],
    ['JSR-06', 'clientId [""]', { ...base, clientId: [''] }],
    ['JSR-06', 'clientId ""', { ...base, clientId: '' }],
    ['JSR-07', 'clientId as a pattern with /g', { ...base, clientId: /^1example/g }],
    ['JSR-07', 'audience as a pattern with /g', { ...base, audience: /^https:/g }],
    ['JSR-08', 'clientId as a pattern that backtracks', { ...base, clientId: /^(a+)+$/ }],
    ['JSR-08', 'userPoolId as a pattern that backtracks', { ...base, userPoolId: /^(a+)+$/ }],
    ['JSR-09', 'clockToleranceSeconds NaN', { ...base, clockToleranceSeconds: Number.NaN }],
    ['JSR-09', 'clockToleranceSeconds Infinity', { ...base, clockToleranceSeconds: Number.POSITIVE_INFINITY }],
    ['JSR-09', 'clockToleranceSeconds negative', { ...base, clockToleranceSeconds: -1 }],
    ['JSR-09', 'clockToleranceSeconds as text', { ...base, clockToleranceSeconds: '5' }],
  ])('%s: %s', (_id, _title, options) => {
    expect(() => createCognitoVerifier(options as CognitoVerifierOptions)).toThrow(ConfigError);
  });

  it.each(['scopes', 'groups'])('JSR-07 and JSR-08: %s of a guard as a pattern', (name) => {
    const verifier = createVerifier();
    for (const pattern of [/api/g, /^(a+)+$/]) {
      expect(() => requireAuth(verifier, { [name]: [pattern] } as never)).toThrow(ConfigError);
      expect(() => requireAuth(verifier, { [name]: pattern } as never)).toThrow(ConfigError);
    }
  });
});

it('JSR-10: a clock that is not finite refuses every token, remembered or not', async () => {
  const verifier = createVerifier();
  expect((await verifier.verify(good)).token_valid).toBe(true);
  const spy = vi.spyOn(Date, 'now');
  for (const broken of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    spy.mockReturnValue(broken);
    expect(await verifier.verify(good)).toMatchObject({ token_valid: false });
    expect(await createVerifier().verify(good)).toMatchObject({ token_valid: false });
    expect(await verifier.verify(await attacker.accessToken())).toMatchObject({ token_valid: false });
  }
  spy.mockRestore();
  expect((await verifier.verify(good)).token_valid).toBe(true);
});

it('JSR-11: whatever is given, verify answers with a value', async () => {
  const verifier = createVerifier();
  const throwing = new Proxy(
    {},
    {
      get: () => {
        throw new Error('touched');
      },
    },
  );
  for (const given of [
    undefined,
    null,
    '',
    0,
    1n,
    Symbol('t'),
    {},
    [],
    () => good,
    new String(good),
    throwing,
    [good],
  ]) {
    const answer = Reflect.apply(verifier.verify, verifier, [given]) as Promise<object>;
    expect(answer).toBeInstanceOf(Promise);
    expect(await answer).toMatchObject({ token_valid: false });
  }
});
