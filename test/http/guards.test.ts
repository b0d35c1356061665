import { ConfigError } from 'cognito-guard';
import { describe, expect, it } from 'vitest';
import { checkGuard, type Guard, resolveGuard } from '../../src/http/guards.ts';

const reasonOf = (claims: object, guard: Guard) =>
  checkGuard({ claims }, resolveGuard({ scopes: guard.scopes, groups: guard.groups }))?.reason;

describe('a guard', () => {
  const claims = { scope: 'read write', 'cognito:groups': ['staff', 'night shift'] };

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
  ])('%j gives %s', (guard, reason) => {
    expect(reasonOf(claims, guard)).toBe(reason);
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
  ])('decides where %s', (_, held, guard, reason) => {
    expect(reasonOf(held, guard)).toBe(reason);
  });

  it('tells the claims of the token with the refusal', () => {
    const guard = resolveGuard({ scopes: ['delete'], groups: undefined });
    expect(checkGuard({ claims }, guard)?.claims).toBe(claims);
    expect(checkGuard({ claims }, resolveGuard({ scopes: undefined, groups: ['admins'] }))?.claims).toBe(claims);
  });

  it('keeps its list when the one it was given changes', () => {
    const scopes = ['delete'];
    const guard = resolveGuard({ scopes, groups: undefined });
    scopes[0] = 'read';
    expect(checkGuard({ claims }, guard)?.reason).toBe('scope_missing');
  });
});

describe('a guard is refused at creation', () => {
  it.each<readonly [string, unknown, RegExp]>([
    ['an empty array', [], /scopes must be a non-empty array/],
    ['an empty all', { all: [] }, /scopes must be a non-empty array/],
    ['an empty any', { all: ['read'], any: [] }, /scopes must be a non-empty array/],
    ['neither all nor any', {}, /scopes must name something/],
    ['an unknown member', { some: ['read'] }, /scopes has an unknown member 'some'; known are: all, any/],
    ['an undefined member', { all: undefined }, /scopes.all is undefined/],
    ['text', 'read', /scopes must be an array of names, or an object/],
    ['null', null, /scopes must be an array of names, or an object/],
    ['a number in the array', ['read', 7], /scopes must be a non-empty array/],
    ['an empty name', [''], /scopes must be a non-empty array/],
    ['an all that is text', { all: 'read' }, /scopes must be a non-empty array/],
    ['a space', ['read write'], /scopes must be a non-empty array/],
    ['a quote', ['re"ad'], /scopes must be a non-empty array/],
    ['a backslash', ['re\\ad'], /scopes must be a non-empty array/],
    ['a line feed at the end', ['read\n'], /scopes must be a non-empty array/],
    ['a delete character', ['read\x7f'], /scopes must be a non-empty array/],
    ['a letter outside ASCII', ['ordérs'], /scopes must be a non-empty array/],
  ])('for scopes with %s', (_, scopes, message) => {
    const make = () => resolveGuard({ scopes: scopes as never, groups: undefined });
    expect(make).toThrow(ConfigError);
    expect(make).toThrow(message);
  });

  it.each([
    ['a space', 'night shift'],
    ['a line feed', 'staff\n'],
    ['a control character', 'staff\x00'],
    ['nothing', ''],
  ])('for a group with %s', (_, group) => {
    const make = () => resolveGuard({ scopes: undefined, groups: [group] });
    expect(make).toThrow(ConfigError);
    expect(make).toThrow(/groups must be a non-empty array/);
  });

  it.each(['größe', 'команда', 'a,b', '[x]', '"', '🚀'])('but not for a group %s, which Cognito allows', (group) => {
    expect(resolveGuard({ scopes: undefined, groups: [group] }).groups?.all).toEqual([group]);
  });
});
