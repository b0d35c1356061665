import { ConfigError, createCognitoVerifier, type VerifiedToken } from 'cognito-guard';
import { toMcpAuthInfo } from 'cognito-guard/mcp';
import { createTestUserPool } from 'cognito-guard/testing';
import { describe, expect, it } from 'vitest';

const pool = await createTestUserPool();
const verifier = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' });

const refused = await verifier.verify('x');

const authOf = (claims: object) =>
  ({ token_valid: true, token_use: 'access', claims, token: 'x' }) as unknown as VerifiedToken<'access'>;

describe('what the SDKs of MCP know of a caller', () => {
  it('is read from a verified access token, bound to a resource', async () => {
    const token = await pool.accessToken({ scope: 'notes/read notes/write', aud: 'https://mcp.example.com/mcp' });
    const auth = await verifier.verifyOrThrow(token);
    expect(toMcpAuthInfo(auth)).toEqual({
      token,
      clientId: pool.clientId,
      scopes: ['notes/read', 'notes/write'],
      expiresAt: auth.claims.exp,
      resource: new URL('https://mcp.example.com/mcp'),
      extra: { claims: auth.claims },
    });
  });

  it('is read from a machine token, which is bound to none', async () => {
    const auth = await verifier.verifyOrThrow(await pool.machineToken({ scope: 'notes/read' }));
    const info = toMcpAuthInfo(auth);
    expect(info).toMatchObject({ clientId: pool.clientId, scopes: ['notes/read'] });
    expect(info).not.toHaveProperty('resource');
  });

  it('has claims of your own, typed', async () => {
    const auth = await verifier.verifyOrThrow<{ tenant: string }>(await pool.accessToken({ tenant: 'acme' }));
    expect(toMcpAuthInfo(auth).extra.claims.tenant).toBe('acme');
  });

  it.each<readonly [string, object, readonly string[]]>([
    ['absent', {}, []],
    ['empty', { scope: '' }, []],
    ['one', { scope: 'read' }, ['read']],
    ['set apart by two spaces', { scope: ' read  write ' }, ['read', 'write']],
    ['inherited', Object.create({ scope: 'admin' }), []],
  ])('has no scope but those of the token: %s', (_, claims, scopes) => {
    expect(toMcpAuthInfo(authOf(claims)).scopes).toEqual(scopes);
  });

  it.each<readonly [unknown, string | undefined]>([
    ['https://mcp.example.com', 'https://mcp.example.com/'],
    ['com.example.notes:/mcp', 'com.example.notes:/mcp'],
    [['1h57kf5cpq17m0eml12EXAMPLE', 'https://mcp.example.com/mcp'], 'https://mcp.example.com/mcp'],
    ['1h57kf5cpq17m0eml12EXAMPLE', undefined],
    ['', undefined],
    [[], undefined],
    [undefined, undefined],
  ])('has the resource of `aud` where that is a URL: %j', (aud, href) => {
    expect(toMcpAuthInfo(authOf({ aud })).resource?.href).toBe(href);
  });

  it('has no resource that is inherited', () => {
    expect(toMcpAuthInfo(authOf(Object.create({ aud: 'https://mcp.example.com' })))).not.toHaveProperty('resource');
  });
});

describe('what is no verified access token is a ConfigError', () => {
  it.each<readonly [string, unknown, RegExp]>([
    ['nothing', undefined, /ask for token_valid first/],
    ['null', null, /ask for token_valid first/],
    ['a refused token', refused, /ask for token_valid first/],
    ['a Response', new Response(), /ask for token_valid first/],
    ['a token that says that it is valid', { token_valid: 'true', token_use: 'access' }, /ask for token_valid first/],
    ['an ID token', { token_valid: true, token_use: 'id', claims: {} }, /make the verifier with tokenUse: 'access'/],
  ])('%s', (_, given, message) => {
    const make = () => toMcpAuthInfo(given as never);
    expect(make).toThrow(ConfigError);
    expect(make).toThrow(message);
  });

  it('nor are two arguments', () => {
    const make = () => Reflect.apply(toMcpAuthInfo, undefined, [authOf({}), {}]);
    expect(make).toThrow(ConfigError);
    expect(make).toThrow('takes the verified access token alone');
  });
});
