import { type CognitoVerifierOptions, ConfigError, createCognitoVerifier } from 'cognito-guard';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { resolveOptions } from '../../src/options/resolve-options.ts';

const REQUIRED: CognitoVerifierOptions = { userPoolId: 'eu-west-1_AbCdEf123', clientId: 'client1', tokenUse: 'access' };
const ISSUER = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123';
const UPDATED = 'https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123';

const START = Date.UTC(2030, 0, 1);
const waitUntil = () => {};
const resolveWith = (more: object) => resolveOptions({ ...REQUIRED, ...more } as CognitoVerifierOptions);

afterEach(() => vi.unstubAllGlobals());

describe('the defaults', () => {
  it('are the strict and documented ones', () => {
    expect(resolveOptions(REQUIRED)).toMatchObject({
      issuers: [ISSUER, UPDATED],
      keySetUrls: [`${ISSUER}/.well-known/jwks.json`, `${UPDATED}/.well-known/jwks.json`],
      staticKeySet: undefined,
      clientIds: new Set(['client1']),
      tokenUses: new Set(['access']),
      audiences: undefined,
      maxRememberedTokens: 1_000,
      waitUntil: undefined,
      keysChangeUnderOneKid: false,
      clockToleranceSeconds: 0,
      maxTokenLength: 16_384,
      maxStaleMs: 86_400_000,
      fetchTimeoutMs: 5_000,
    });
  });

  it('look fetch and the time up at each call', async () => {
    const config = resolveOptions(REQUIRED);
    const fetch = vi.fn(async () => new Response('x'));
    vi.stubGlobal('fetch', fetch);
    await config.fetch('https://a/', { method: 'HEAD' });
    expect(fetch).toHaveBeenCalledWith('https://a/', { method: 'HEAD' });
    vi.spyOn(Date, 'now').mockReturnValue(START);
    expect(config.now()).toBe(START);
    vi.restoreAllMocks();
    expect(config.onEvent({ type: 'keys_changed', added: [], removed: [] })).toBeUndefined();
  });

  it('do not change when the given object does', () => {
    const clientId = ['client1'];
    const options = { ...REQUIRED, clientId };
    const config = resolveOptions(options);
    clientId.push('mallory');
    Object.assign(options, { tokenUse: 'id' });
    expect(config.clientIds).toEqual(new Set(['client1']));
    expect(config.tokenUses).toEqual(new Set(['access']));
    expect(Object.isFrozen(config)).toBe(true);
  });
});

describe('an option', () => {
  it.each<readonly [object, object]>([
    [{ clientId: ['a', 'b'] }, { clientIds: new Set(['a', 'b']) }],
    [{ clientId: 'any' }, { clientIds: 'any' }],
    [{ tokenUse: 'id' }, { tokenUses: new Set(['id']) }],
    [{ tokenUse: ['access', 'id'] }, { tokenUses: new Set(['access', 'id']) }],
    [{ audience: 'https://api.example.com' }, { audiences: ['https://api.example.com'] }],
    [{ audience: ['https://a', 'https://b'] }, { audiences: ['https://a', 'https://b'] }],
    [
      { jwksUri: 'https://proxy.example.com/keys.json' },
      { issuers: [ISSUER, UPDATED], keySetUrls: ['https://proxy.example.com/keys.json'] },
    ],
    [{ jwksUri: 'https://proxy.example.com/keys/?pool=1' }, { keySetUrls: ['https://proxy.example.com/keys/?pool=1'] }],
    [{ keys: { maxStaleSeconds: 900, fetchTimeoutMs: 1 } }, { maxStaleMs: 900_000, fetchTimeoutMs: 1 }],
    [{ keys: {} }, { maxStaleMs: 86_400_000, fetchTimeoutMs: 5_000 }],
    [{ tokenCache: false }, { maxRememberedTokens: 0 }],
    [{ tokenCache: { max: 1 } }, { maxRememberedTokens: 1 }],
    [{ clockToleranceSeconds: 1.5 }, { clockToleranceSeconds: 1.5 }],
    [{ maxTokenLength: 65_536 }, { maxTokenLength: 65_536 }],
    [{ keys: { waitUntil } }, { waitUntil }],
    [{ clientId: 'a'.repeat(39) }, { clientIds: new Set(['a'.repeat(39)]) }],
  ])('%j is taken', (given, resolved) => {
    expect(resolveWith(given)).toMatchObject(resolved);
  });

  const POOL_ID = /userPoolId must look like eu-west-1_AbCdEf123: the ID, not a name, ARN or URL. It is '/;
  const CLIENT_ID = /clientId must be an app client ID, a non-empty array of them, or the word 'any' alone, not '/;
  const TOKEN_USE = /tokenUse must be 'access', 'id', or both as an array/;
  const TOO_MUCH = /jwks is a static key set: leave out jwksUri and keys, or leave out jwks/;
  const jwks = { keys: [{}] };

  it.each<readonly [object, RegExp]>([
    [{ userPoolId: '' }, /userPoolId must be a non-empty string/],
    [{ userPoolId: 7 }, /userPoolId must be a non-empty string/],
    [{ userPoolId: 'AbCdEf123' }, POOL_ID],
    [{ userPoolId: 'local_1' }, POOL_ID],
    [{ userPoolId: ISSUER }, POOL_ID],
    [
      { userPoolId: 'eu-west-1_AbCdEf123 ' },
      /userPoolId must not begin or end with white space or an invisible character/,
    ],
    [{ userPoolId: 'https://user:secret@a/x' }, /It is what was given \(not shown, for it may hold a secret\)$/],
    [{ clientId: ' client1' }, /clientId must not begin or end with white space/],
    [{ clientId: ['a', 'client1\n'] }, /clientId must not begin or end with white space/],
    [{ tokenUse: 'access ' }, /tokenUse must not begin or end with white space/],
    [{ audience: 'https://api.example.com ' }, /audience must not begin or end with white space/],
    [{ audience: ['https://a', ' https://b'] }, /audience must not begin or end with white space/],
    [{ jwksUri: 'https://a/x ' }, /jwksUri must not begin or end with white space/],
    [
      { emulator: { issuer: 'http://cognito:9229/local_1 ' } },
      /emulator.issuer must not begin or end with white space/,
    ],
    [
      { emulator: { issuer: 'http://cognito:9229/x', jwksUri: ' http://a/x' } },
      /emulator.jwksUri must not begin or end with white space/,
    ],
    [{ clientId: Object.assign(['a'], { any: true }) }, /clientId must be a plain array/],
    [{ tokenUse: Object.assign(['access'], { any: true }) }, /tokenUse must be a plain array/],
    [{ audience: Object.assign(['https://a'], { all: true }) }, /audience must be a plain array/],
    [{ userPoolId: 'undefined' }, /userPoolId is the text 'undefined': was a setting not found/],
    [{ clientId: '' }, /clientId must be a non-empty string/],
    [{ clientId: [] }, /clientId must not be an empty array/],
    [{ clientId: ['a', ''] }, /clientId must be a non-empty string/],
    [{ clientId: ['a', 'any'] }, CLIENT_ID],
    [{ clientId: ['a', 7] }, /clientId must be a non-empty string/],
    [{ clientId: 'a b' }, CLIENT_ID],
    [{ clientId: null }, /clientId must be a non-empty string/],
    [{ clientId: 'undefined' }, /clientId is the text 'undefined': was a setting not found/],
    [{ clientId: ['a', 'null'] }, /clientId is the text 'null': was a setting not found/],
    // biome-ignore lint/suspicious/noSparseArray: the hole is what is tested
    [{ clientId: ['a', , 'b'] }, /clientId must be a plain array/],
    [{ clientId: 'a'.repeat(40) }, /clientId is too long for an app client ID: is it the client secret/],
    [{ tokenUse: 'any' }, TOKEN_USE],
    [{ tokenUse: 'refresh' }, TOKEN_USE],
    [{ tokenUse: [] }, /tokenUse must not be an empty array/],
    [{ tokenUse: ['access', 'x'] }, TOKEN_USE],
    [{ tokenUse: true }, /tokenUse must be a non-empty string/],
    [{ audience: '' }, /audience must be a non-empty string/],
    [{ audience: ['a', 7] }, /audience must be a non-empty string/],
    [{ audience: [] }, /audience must not be an empty array/],
    [{ audience: 'undefined' }, /audience is the text 'undefined'/],
    [{ issuer: ISSUER }, /options has an unknown member 'issuer'/],
    [{ jwksUri: 'undefined' }, /jwksUri is the text 'undefined'/],
    [{ jwksUri: 'http://evil.example/x' }, /jwksUri must be an absolute https: URL/],
    [{ jwksUri: '' }, /jwksUri must be a non-empty string/],
    [{ jwks, jwksUri: 'https://a/x' }, TOO_MUCH],
    [{ jwks, keys: {} }, TOO_MUCH],
    [{ keys: null }, /keys must be an object/],
    [{ keys: { maxStaleSeconds: 899 } }, /keys.maxStaleSeconds must be a finite number, 900 to 2592000/],
    [{ keys: { maxStaleSeconds: Number.POSITIVE_INFINITY } }, /keys.maxStaleSeconds must be a finite number/],
    [{ keys: { fetchTimeoutMs: 0 } }, /keys.fetchTimeoutMs must be a finite whole number, 1 to 60000/],
    [{ keys: { fetchTimeoutMs: 2_500.5 } }, /keys.fetchTimeoutMs must be a finite whole number/],
    [{ keys: { fetchTimeoutMs: 60_001 } }, /keys.fetchTimeoutMs must be a finite whole number, 1 to 60000/],
    [{ keys: { fetchTimeoutMs: undefined } }, /keys.fetchTimeoutMs is undefined/],
    [{ keys: { waitUntil: true } }, /keys.waitUntil must be a function/],
    [{ keys: { timeout: 1 } }, /keys has an unknown member 'timeout'/],
    [{ tokenCache: true }, /tokenCache must be an object with any of: max/],
    [{ tokenCache: null }, /tokenCache must be an object/],
    [{ tokenCache: {} }, /tokenCache.max must be a finite whole number/],
    [{ tokenCache: { max: 0 } }, /tokenCache.max must be a finite whole number/],
    [{ tokenCache: { max: 1.5 } }, /tokenCache.max must be a finite whole number/],
    [{ tokenCache: { max: 100_001 } }, /tokenCache.max must be a finite whole number, 1 to 100000/],
    [{ tokenCache: { max: Number.POSITIVE_INFINITY } }, /tokenCache.max must be a finite whole number/],
    [{ tokenCache: { max: 10, ttl: 5 } }, /tokenCache has an unknown member 'ttl'/],
    [{ clockToleranceSeconds: -1 }, /clockToleranceSeconds must be a finite number, 0 to 3600/],
    [{ clockToleranceSeconds: 1e300 }, /clockToleranceSeconds must be a finite number, 0 to 3600/],
    [{ audience: 'https://a', tokenUse: 'id' }, /audience is asked of access tokens only/],
    [{ clockToleranceSeconds: Number.NaN }, /clockToleranceSeconds must be a finite number/],
    [{ clockToleranceSeconds: Number.POSITIVE_INFINITY }, /clockToleranceSeconds must be a finite number/],
    [{ clockToleranceSeconds: '5' }, /clockToleranceSeconds must be a finite number/],
    [{ maxTokenLength: 0 }, /maxTokenLength must be a finite whole number, 1 to 65536/],
    [{ maxTokenLength: 65_537 }, /maxTokenLength must be a finite whole number, 1 to 65536/],
    [{ maxTokenLength: 10.5 }, /maxTokenLength must be a finite whole number/],
    [{ isRevoked: true }, /isRevoked must be a function/],
    [{ onEvent: 'log' }, /onEvent must be a function/],
    [{ fetch: {} }, /fetch must be a function/],
    [{ now: 7 }, /now must be a function/],
    [
      { clientID: 'a' },
      /options has an unknown member 'clientID'; known are: userPoolId, clientId, tokenUse, audience/,
    ],
    [{ algorithms: ['none'] }, /options has an unknown member 'algorithms'/],
  ])('%j is refused with what to write instead', (given, message) => {
    expect(() => resolveWith(given)).toThrow(ConfigError);
    expect(() => resolveWith(given)).toThrow(message);
    expect(() => createCognitoVerifier({ ...REQUIRED, ...given } as CognitoVerifierOptions)).toThrow(message);
  });

  const NAMES = [
    'userPoolId',
    'clientId',
    'tokenUse',
    'audience',
    'emulator',
    'jwksUri',
    'jwks',
    'keys',
    'tokenCache',
    'isRevoked',
    'clockToleranceSeconds',
    'maxTokenLength',
    'onEvent',
    'fetch',
    'now',
  ];
  it.each(NAMES)('%s given as undefined is refused: a setting that was not found must not turn a check off', (name) => {
    expect(() => resolveWith({ [name]: undefined })).toThrow(ConfigError);
    expect(() => resolveWith({ [name]: undefined })).toThrow(`options.${name} is undefined`);
  });

  it.each(['userPoolId', 'clientId', 'tokenUse'])('%s cannot be left out', (name) => {
    const { [name as 'tokenUse']: _, ...rest } = REQUIRED;
    expect(() => resolveOptions(rest as CognitoVerifierOptions)).toThrow(ConfigError);
    expect(() => resolveOptions(rest as CognitoVerifierOptions)).toThrow(new RegExp(`^${name} must`));
  });

  it.each([undefined, null, 'eu-west-1_AbCdEf123', []])('list that is %j is refused', (given) => {
    expect(() => createCognitoVerifier(given as never)).toThrow(/options must be an object with any of: userPoolId/);
  });

  it.each(NAMES)('%s is never taken from a polluted Object.prototype', (name) => {
    const wanted = resolveOptions(REQUIRED);
    Object.defineProperty(Object.prototype, name, { value: 'polluted', configurable: true, enumerable: true });
    const config = (() => {
      try {
        return resolveOptions(REQUIRED);
      } finally {
        Reflect.deleteProperty(Object.prototype, name);
      }
    })();
    expect(JSON.stringify(config)).toBe(JSON.stringify(wanted));
    expect([config.fetch, config.onEvent, config.isRevoked]).toEqual([wanted.fetch, wanted.onEvent, undefined]);
    expect(config.now()).toBeGreaterThan(0);
    expect([config.staticKeySet, config.audiences, config.clientIds]).toEqual([
      undefined,
      undefined,
      new Set(['client1']),
    ]);
  });
});

describe('a value that cannot be right', () => {
  it('is shown as it was received, but a client secret is not', () => {
    const secret = '1a2b3c4d5e6f7g8h9i0j1k2l3m4n5o6p7q8r9s0t1u2v3w4x5y6';
    for (const clientId of [secret, ['client1', secret]]) {
      expect(() => resolveWith({ clientId })).toThrow(ConfigError);
      expect(() => resolveWith({ clientId })).not.toThrow(secret.slice(0, 8));
    }
    expect(() => resolveWith({ clientId: 'my client' })).toThrow("not 'my client'");
  });
});

describe('an emulator', () => {
  const LOCAL = 'http://localhost:9229/local_5uAbCdEf';

  it.each<readonly [string, string]>([
    ['LocalStack', 'http://localhost.localstack.cloud:4566/us-east-1_abc'],
    ['a service of a compose file', 'http://cognito:9229/local_5uAbCdEf'],
    ['the machine outside the container', 'http://host.docker.internal:9229/local_5uAbCdEf'],
    ['loopback', LOCAL],
    ['an address', 'http://192.168.0.7:5000/us-east-1_abc'],
  ])('may be %s, over plain http: its issuer alone is accepted, and its keys are under it', (_, issuer) => {
    expect(resolveWith({ emulator: { issuer }, userPoolId: 'local_5uAbCdEf' })).toMatchObject({
      issuers: [issuer],
      keySetUrls: [`${issuer}/.well-known/jwks.json`],
      keysChangeUnderOneKid: true,
    });
  });

  it('may have its keys elsewhere: the name that containers use is not that of the tokens', () => {
    const emulator = { issuer: LOCAL, jwksUri: 'http://cognito:9229/local_5uAbCdEf/.well-known/jwks.json?a=1' };
    expect(resolveWith({ emulator })).toMatchObject({ issuers: [LOCAL], keySetUrls: [emulator.jwksUri] });
  });

  it('may have a static key set, without network', () => {
    const jwks = { keys: [{}] };
    expect(resolveWith({ emulator: { issuer: LOCAL }, jwks })).toMatchObject({ issuers: [LOCAL], staticKeySet: jwks });
  });

  it.each(['local_1', 'us-east-1_abc', 'eu-west-1_AbCdEf123', 'my-pool_x'])(
    'has a pool ID such as %s',
    (userPoolId) => {
      expect(() => resolveWith({ emulator: { issuer: LOCAL }, userPoolId })).not.toThrow();
    },
  );

  it.each(['test', 'my.client', 'a-b:c', 'x'.repeat(60)])('has a client ID such as %s', (clientId) => {
    expect(resolveWith({ emulator: { issuer: LOCAL }, clientId }).clientIds).toEqual(new Set([clientId]));
  });

  it.each<readonly [object, RegExp]>([
    [{ emulator: true }, /emulator must be an object with any of: issuer, jwksUri/],
    [{ emulator: {} }, /emulator.issuer must be a non-empty string/],
    [{ emulator: { issuer: undefined } }, /emulator.issuer is undefined/],
    [{ emulator: { issuer: `${LOCAL}/` } }, /emulator.issuer must be an absolute https: URL/],
    [{ emulator: { issuer: 'cognito:9229' } }, /emulator.issuer must be an absolute https: URL/],
    [{ emulator: { issuer: LOCAL, jwksUri: 'file:///keys' } }, /emulator.jwksUri must be an absolute https: URL/],
    [{ emulator: { issuer: LOCAL, url: 'x' } }, /emulator has an unknown member 'url'; known are: issuer, jwksUri/],
    [{ emulator: { issuer: LOCAL }, jwksUri: 'https://a/x' }, /jwksUri of an emulator is a member of emulator/],
    [
      { emulator: { issuer: LOCAL, jwksUri: LOCAL }, jwks: { keys: [{}] } },
      /jwks is a static key set: leave out jwksUri/,
    ],
    [{ emulator: { issuer: LOCAL }, userPoolId: 'a/b_1' }, /userPoolId must look like local_5uAbCdEf. It is 'a\/b_1'/],
    [{ emulator: { issuer: LOCAL }, clientId: 'a b' }, /clientId must be an app client ID/],
  ])('is refused as %j', (given, message) => {
    expect(() => resolveWith(given)).toThrow(ConfigError);
    expect(() => resolveWith(given)).toThrow(message);
  });

  it.each([
    'http://localhost.localstack.cloud:4566/keys',
    'http://cognito:9229/keys',
    'http://host.docker.internal:9229/keys',
  ])('is the one word that allows plain http off loopback: jwksUri %s is refused without it', (jwksUri) => {
    expect(() => resolveWith({ jwksUri })).toThrow('(http: on loopback only)');
  });
});
