import { ConfigError, type VerifiedToken } from 'cognito-guard';
import { describe, expect, it } from 'vitest';
import { type Guard, type ResolvedGuard, rejectionByGuard, resolveGuard } from '../../src/http/guards.ts';
import { clockMember } from '../../src/verifier-clock.ts';

/** A verified token of these claims. They may be of any type: a user's own verifier or test double may have made them. */
const tokenOf = (claims: object, token_use: 'access' | 'id' = 'access') =>
  ({ token_valid: true, token_use, claims, token: 'x' }) as unknown as VerifiedToken;

const NOW_SECONDS = 1_900_000_000;
const clock = clockMember(() => ({ now: () => NOW_SECONDS * 1000, clockToleranceSeconds: 0 }));
const rejectionOf = (token: VerifiedToken, guard: ResolvedGuard) =>
  rejectionByGuard(token, guard, { verify: async () => token, ...clock });
const reasonOf = async (claims: object, guard: Guard) =>
  (await rejectionOf(tokenOf(claims), resolveGuard(guard)))?.reason;

describe('a guard', () => {
  const claims = {
    scope: 'read write',
    'cognito:groups': ['staff', 'night shift'],
    auth_time: NOW_SECONDS - 120,
    acr: 'loa:2',
  };

  it.each<readonly [Guard, string | undefined]>([
    [{}, undefined],
    [{ scopes: ['read'] }, undefined],
    [{ scopes: ['read', 'write'] }, undefined],
    [{ scopes: ['read', 'delete'] }, 'scope_missing'],
    [{ scopes: ['rea'] }, 'scope_missing'],
    [{ scopes: ['READ'] }, 'scope_missing'],
    [{ scopes: { all: ['read', 'write'] } }, undefined],
    [{ scopes: { any: ['delete', 'write'] } }, undefined],
    [{ scopes: { any: ['delete', 'admin'] } }, 'scope_missing'],
    [{ scopes: { all: ['read'], any: ['delete', 'write'] } }, undefined],
    [{ scopes: { all: ['delete'], any: ['read'] } }, 'scope_missing'],
    [{ scopes: { all: ['read'], any: ['delete'] } }, 'scope_missing'],
    [{ groups: ['staff'] }, undefined],
    [{ groups: ['staff', 'admins'] }, 'group_missing'],
    [{ groups: { any: ['admins', 'staff'] } }, undefined],
    [{ groups: { any: ['admins'] } }, 'group_missing'],
    [{ scopes: ['read'], groups: ['staff'] }, undefined],
    [{ scopes: ['read'], groups: ['admins'] }, 'group_missing'],
    [{ scopes: ['delete'], groups: ['staff'] }, 'scope_missing'],
    [{ scopes: ['delete'], groups: ['admins'] }, 'scope_missing'],
    [{ scopes: ['read'], check: () => true }, undefined],
    [{ scopes: ['delete'], check: () => true }, 'scope_missing'],
    [{ groups: ['admins'], check: () => true }, 'group_missing'],
    [{ scopes: ['read'], groups: ['staff'], check: () => false }, 'permission_missing'],
    [{ maxAuthAgeSeconds: 300 }, undefined],
    [{ maxAuthAgeSeconds: 60 }, 'step_up_required'],
    [{ acr: ['loa:2', 'loa:3'] }, undefined],
    [{ acr: ['loa:3'] }, 'step_up_required'],
    [{ maxAuthAgeSeconds: 300, acr: ['loa:2'] }, undefined],
    [{ maxAuthAgeSeconds: 60, acr: ['loa:2'] }, 'step_up_required'],
    [{ maxAuthAgeSeconds: 300, acr: ['loa:3'] }, 'step_up_required'],
    [{ scopes: ['delete'], acr: ['loa:3'] }, 'scope_missing'],
    [{ groups: ['admins'], maxAuthAgeSeconds: 60 }, 'group_missing'],
    [{ check: () => false, acr: ['loa:3'] }, 'permission_missing'],
    [{ resourceMetadataUrl: 'https://api.example.com/.well-known/oauth-protected-resource' }, undefined],
  ])('%j gives %s', async (guard, reason) => {
    expect(await reasonOf(claims, guard)).toBe(reason);
  });

  it.each<readonly [string, object, Guard, string | undefined]>([
    ['there is no scope', {}, { scopes: ['read'] }, 'scope_missing'],
    ['the scope is empty', { scope: '' }, { scopes: ['read'] }, 'scope_missing'],
    ['scopes stand between two spaces', { scope: ' read  write ' }, { scopes: ['read', 'write'] }, undefined],
    ['a tab joins two scopes', { scope: 'read\twrite' }, { scopes: ['read'] }, 'scope_missing'],
    ['there are no groups', {}, { groups: ['staff'] }, 'group_missing'],
    ['the groups are one text', { 'cognito:groups': 'staff' }, { groups: ['staff'] }, 'group_missing'],
    ['a group has a comma in its name', { 'cognito:groups': ['a,b'] }, { groups: ['a,b'] }, undefined],
    [
      'the groups are inherited',
      Object.create({ 'cognito:groups': ['staff'] }),
      { groups: ['staff'] },
      'group_missing',
    ],
    ['the scope is inherited', Object.create({ scope: 'read' }), { scopes: ['read'] }, 'scope_missing'],
  ])('decides where %s', async (_, held, guard, reason) => {
    expect(await reasonOf(held, guard)).toBe(reason);
  });

  it('asks no ID token for scopes: there a claim of that name is a user attribute, or of a Lambda', async () => {
    const guard = resolveGuard({ scopes: ['read'] });
    expect(await rejectionOf(tokenOf({ scope: 'read' }, 'id'), guard)).toMatchObject({ reason: 'scope_missing' });
    expect(await rejectionOf(tokenOf({ scope: ['read'] }, 'id'), guard)).toMatchObject({
      reason: 'scope_missing',
    });
  });

  it.each<readonly [string, Guard]>([
    ['scope_missing', { scopes: ['delete'] }],
    ['group_missing', { groups: ['admins'] }],
    ['permission_missing', { check: () => false }],
    ['step_up_required', { acr: ['loa:3'] }],
  ])('tells the claims of the token with %s', async (reason, guard) => {
    const rejected = await rejectionOf(tokenOf(claims), resolveGuard(guard));
    expect(rejected).toMatchObject({ token_valid: false, reason });
    expect(rejected?.claims).toBe(claims);
  });

  it('keeps its list when the one it was given changes', async () => {
    const scopes = ['delete'];
    const guard = resolveGuard({ scopes });
    scopes[0] = 'read';
    expect(await rejectionOf(tokenOf(claims), guard)).toMatchObject({ reason: 'scope_missing' });
  });
});

describe('a check of your own', () => {
  it.each<readonly [string, (token: VerifiedToken) => unknown]>([
    ['true', () => true],
    ['a promise of true', async () => true],
    ['true for the tenant of the token', ({ claims }) => claims.sub === 'jane'],
  ])('lets the token pass with %s', async (_, check) => {
    expect(await reasonOf({ sub: 'jane' }, { check: check as never })).toBeUndefined();
  });

  it.each<readonly [string, () => unknown]>([
    ['false', () => false],
    ['a promise of false', async () => false],
    ['undefined: a forgotten return', () => undefined],
    ['a promise of undefined', async () => undefined],
    ['null', () => null],
    ['a number', () => 1],
    ['text', () => 'yes'],
    ['an object', () => ({ allowed: true })],
    ['a promise that was put into an array', () => [Promise.resolve(true)]],
    ['a Boolean object', () => Object(true)],
  ])('refuses with permission_missing for %s', async (_, check) => {
    expect(await reasonOf({}, { check: check as never })).toBe('permission_missing');
  });

  it('is asked after the scopes and groups, so that it sees only tokens that have them', async () => {
    const seen: unknown[] = [];
    const check = (token: VerifiedToken) => seen.push(token) > 0;
    expect(await reasonOf({}, { scopes: ['read'], check })).toBe('scope_missing');
    expect(await reasonOf({}, { groups: ['staff'], check })).toBe('group_missing');
    expect(seen).toEqual([]);
  });

  it('rejects with what it throws: a broken check is no refusal', async () => {
    const outage = new Error('The database of tenants is down');
    const throwing = () => {
      throw outage;
    };
    for (const check of [throwing, async () => throwing()]) await expect(reasonOf({}, { check })).rejects.toBe(outage);
  });
});

describe('a guard is refused at creation', () => {
  const EMPTY = /scopes must not be an empty array/;
  const NAME = /scopes must be names of ASCII characters without spaces, quotes and backslashes, unlike '/;
  const TEXT = /scopes must be a non-empty string/;
  const UNSEEN = /scopes must not begin or end with white space or an invisible character/;

  it.each<readonly [string, unknown, RegExp]>([
    ['an empty array', [], EMPTY],
    ['an empty all', { all: [] }, EMPTY],
    ['an empty any', { all: ['read'], any: [] }, EMPTY],
    ['neither all nor any', {}, /scopes must name something: an array, all or any/],
    ['an unknown member', { some: ['read'] }, /scopes has an unknown member 'some'; known are: all, any/],
    ['an undefined member', { all: undefined }, /scopes.all is undefined/],
    ['text', 'read', /scopes must be an array of names, or an object with all or any/],
    ['null', null, /scopes must be an array of names, or an object with all or any/],
    ['a set', new Set(['read']), /scopes must be a plain object: of a Set/],
    ['a number in the array', ['read', 7], TEXT],
    // biome-ignore lint/suspicious/noSparseArray: the hole is what is tested
    ['a hole in the array', ['read', , 'write'], /scopes must be a plain array, without gaps/],
    ['an array in the array', [['read']], TEXT],
    ['an empty name', [''], TEXT],
    ['the text of a missing setting', ['undefined'], /scopes is the text 'undefined': was a setting not found/],
    ['an all that is text', { all: 'read' }, /scopes must be an array of names/],
    ['an any that is text', { any: 'read' }, /scopes must be an array of names/],
    ['a space', ['read write'], NAME],
    ['a quote', ['re"ad'], NAME],
    ['a backslash', ['re\\ad'], NAME],
    ['a line feed at the end', ['read\n'], UNSEEN],
    ['a space before it', [' read'], UNSEEN],
    ['a member beside its items', Object.assign(['read'], { any: true }), /scopes must be a plain array/],
    ['a member beside its alternatives', { any: Object.assign(['read'], { all: [] }) }, /scopes must be a plain array/],
    ['a delete character', ['read\x7f'], NAME],
    ['a letter outside ASCII', ['ordérs'], NAME],
  ])('for scopes with %s', (_, scopes, message) => {
    const make = () => resolveGuard({ scopes: scopes as never });
    expect(make).toThrow(ConfigError);
    expect(make).toThrow(message);
  });

  it.each([
    ['a space', 'night shift', /groups must be names of letters, .*, without spaces, unlike 'night shift'/],
    ['a line feed', 'staff\n', /groups must not begin or end with white space/],
    ['a control character', 'staff\x00', /groups must be names of letters, marks, symbols, numbers and punctuation/],
    ['nothing', '', /groups must be a non-empty string/],
  ])('for a group with %s', (_, group, message) => {
    const make = () => resolveGuard({ groups: [group] });
    expect(make).toThrow(ConfigError);
    expect(make).toThrow(message);
  });

  it.each([true, false, null, 'isAdmin', { allowed: true }])('for a check that is %j', (check) => {
    const make = () => resolveGuard({ check: check as never });
    expect(make).toThrow(ConfigError);
    expect(make).toThrow('check must be a function');
  });

  it.each(['scopes', 'groups', 'check', 'maxAuthAgeSeconds', 'acr', 'resourceMetadataUrl'])(
    'for %s that is undefined: it must not turn the guard off',
    (name) => {
      expect(() => resolveGuard({ [name]: undefined })).toThrow(`guard.${name} is undefined`);
    },
  );

  it.each([
    'https://api.example.com/.well-known/oauth-protected-resource/mcp',
    'https://api.example.com/metadata?of=mcp',
    'http://localhost:3000/.well-known/oauth-protected-resource',
    'http://127.0.0.1:3000/.well-known/oauth-protected-resource',
    'http://[::1]:3000/.well-known/oauth-protected-resource',
  ])('but not for the resourceMetadataUrl %s, which stays as it is', (url) => {
    expect(resolveGuard({ resourceMetadataUrl: url }).resourceMetadataUrl).toBe(url);
  });

  it.each<readonly [string, unknown, RegExp]>([
    ['a path', '/.well-known/oauth-protected-resource', /^resourceMetadataUrl must be an absolute https: URL/],
    ['http: on another host', 'http://api.example.com/metadata', /must be an absolute https: URL/],
    ['another scheme', 'ftp://api.example.com/metadata', /must be an absolute https: URL/],
    ['a fragment', 'https://api.example.com/metadata#mcp', /must be an absolute https: URL/],
    ['a line feed', 'https://api.example.com/meta\r\ndata', /must be an absolute https: URL/],
    ['a password', 'https://me:pw@api.example.com/metadata', /without user name and password/],
    ['a quote', 'https://api.example.com/a"b', /must be ASCII without quotes: percent-encode it/],
    ['a backslash', 'https://api.example.com/a\\b', /must be ASCII without quotes: percent-encode it/],
    ['a letter outside ASCII', 'https://bücher.example/metadata', /must be ASCII without quotes: percent-encode it/],
    ['a control character', 'https://api.example.com/a\x00b', /must be ASCII without quotes: percent-encode it/],
    ['nothing', '', /must be a non-empty string/],
    ['a URL object', new URL('https://api.example.com/'), /must be a non-empty string/],
    ['an array', ['https://api.example.com/'], /must be a non-empty string/],
  ])('for a resourceMetadataUrl with %s', (_, resourceMetadataUrl, message) => {
    const make = () => resolveGuard({ resourceMetadataUrl: resourceMetadataUrl as never });
    expect(make).toThrow(ConfigError);
    expect(make).toThrow(message);
  });

  it.each(['größe', 'команда', 'a,b', '[x]', '"', '🚀'])('but not for a group %s, which Cognito allows', (group) => {
    expect(resolveGuard({ groups: [group] }).groups?.all).toEqual([group]);
  });
});
