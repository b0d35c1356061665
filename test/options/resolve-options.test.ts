import { type CognitoVerifierOptions, ConfigError, createCognitoVerifier } from 'cognito-guard';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { resolveOptions } from '../../src/options/resolve-options.ts';

const REQUIRED: CognitoVerifierOptions = { userPoolId: 'eu-west-1_AbCdEf123', clientId: 'client1', tokenUse: 'access' };
const ISSUER = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123';
const UPDATED = 'https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123';

const resolveWith = (more: object) => resolveOptions({ ...REQUIRED, ...more } as CognitoVerifierOptions);

afterEach(() => vi.unstubAllGlobals());

describe('the defaults', () => {
  it('are the strict and documented ones', () => {
    expect(resolveOptions(REQUIRED)).toMatchObject({
      issuers: [ISSUER, UPDATED],
      keySetUrls: [`${ISSUER}/.well-known/jwks.json`, `${UPDATED}/.well-known/jwks.json`],
      staticKeys: undefined,
      clientIds: new Set(['client1']),
      tokenUses: new Set(['access']),
      audience: undefined,
      rememberedTokens: 1_000,
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
    vi.spyOn(Date, 'now').mockReturnValue(7);
    expect(config.now()).toBe(7);
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
    [{ audience: 'https://api.example.com' }, { audience: 'https://api.example.com' }],
    [
      { issuer: 'http://localhost:9229/local_1' },
      {
        issuers: ['http://localhost:9229/local_1'],
        keySetUrls: ['http://localhost:9229/local_1/.well-known/jwks.json'],
      },
    ],
    [
      { issuer: 'http://localhost:9229/local_1', userPoolId: 'local_1' },
      { issuers: ['http://localhost:9229/local_1'] },
    ],
    [
      { jwksUri: 'https://proxy.example.com/keys.json' },
      { issuers: [ISSUER, UPDATED], keySetUrls: ['https://proxy.example.com/keys.json'] },
    ],
    [{ keys: { maxStaleSeconds: 900, fetchTimeoutMs: 1 } }, { maxStaleMs: 900_000, fetchTimeoutMs: 1 }],
    [{ keys: {} }, { maxStaleMs: 86_400_000, fetchTimeoutMs: 5_000 }],
    [{ tokenCache: false }, { rememberedTokens: 0 }],
    [{ tokenCache: { max: 1 } }, { rememberedTokens: 1 }],
    [{ clockToleranceSeconds: 1.5 }, { clockToleranceSeconds: 1.5 }],
    [{ maxTokenLength: 65_536 }, { maxTokenLength: 65_536 }],
  ])('%j is taken', (given, resolved) => {
    expect(resolveWith(given)).toMatchObject(resolved);
  });

  const POOL_ID = /userPoolId must look like eu-west-1_AbCdEf123/;
  const CLIENT_ID = /clientId must be an app client ID, a non-empty array of them, or the word 'any' alone/;
  const TOKEN_USE = /tokenUse must be 'access', 'id', or both as an array/;
  const TOO_MUCH = /jwks is a static key set: leave out jwksUri and keys, or leave out jwks/;
  const jwks = { keys: [{}] };

  it.each<readonly [object, RegExp]>([
    [{ userPoolId: '' }, /userPoolId must be a non-empty string/],
    [{ userPoolId: 7 }, /userPoolId must be a non-empty string/],
    [{ userPoolId: 'AbCdEf123' }, POOL_ID],
    [{ userPoolId: 'local_1' }, POOL_ID],
    [{ userPoolId: ISSUER }, POOL_ID],
    [{ userPoolId: 'a/b_1', issuer: 'http://localhost/x' }, /userPoolId must look like local_5uAbCdEf/],
    [{ clientId: '' }, CLIENT_ID],
    [{ clientId: [] }, CLIENT_ID],
    [{ clientId: ['a', ''] }, CLIENT_ID],
    [{ clientId: ['a', 'any'] }, CLIENT_ID],
    [{ clientId: ['a', 7] }, CLIENT_ID],
    [{ clientId: 'a b' }, CLIENT_ID],
    [{ clientId: null }, CLIENT_ID],
    [{ clientId: 'a'.repeat(129) }, CLIENT_ID],
    [{ tokenUse: 'any' }, TOKEN_USE],
    [{ tokenUse: 'refresh' }, TOKEN_USE],
    [{ tokenUse: [] }, TOKEN_USE],
    [{ tokenUse: ['access', 'x'] }, TOKEN_USE],
    [{ tokenUse: true }, TOKEN_USE],
    [{ audience: '' }, /audience must be a non-empty string/],
    [{ audience: ['a'] }, /audience must be a non-empty string/],
    [{ issuer: 'http://evil.example/x' }, /issuer must be an absolute https: URL/],
    [{ issuer: `${ISSUER}/` }, /issuer must be an absolute https: URL/],
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
    [{ keys: { timeout: 1 } }, /keys has an unknown member 'timeout'/],
    [{ tokenCache: true }, /tokenCache must be an object/],
    [{ tokenCache: null }, /tokenCache must be an object/],
    [{ tokenCache: {} }, /tokenCache.max must be a finite whole number/],
    [{ tokenCache: { max: 0 } }, /tokenCache.max must be a finite whole number/],
    [{ tokenCache: { max: 1.5 } }, /tokenCache.max must be a finite whole number/],
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
    'issuer',
    'jwksUri',
    'jwks',
    'keys',
    'tokenCache',
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
    expect([config.fetch, config.now, config.onEvent]).toEqual([wanted.fetch, wanted.now, wanted.onEvent]);
    expect([config.staticKeys, config.audience, config.clientIds]).toEqual([
      undefined,
      undefined,
      new Set(['client1']),
    ]);
  });
});
