import { ConfigError } from 'cognito-guard';
import { describe, expect, it } from 'vitest';
import { slipOfSignIn, stepUpOf } from '../../src/http/step-up.ts';

const NOW_SECONDS = 1_900_000_000;
const clockOf = (clockToleranceSeconds = 0, now = () => NOW_SECONDS * 1000) => ({ now, clockToleranceSeconds });

const MISSING = "claim 'auth_time' is missing";
const MISTYPED = "claim 'auth_time' is not of its type";
const FUTURE = "claim 'auth_time' is in the future";
const TOO_OLD = "claim 'auth_time' is too long ago";

describe('the age of a sign-in, of which 300 seconds are allowed', () => {
  const slipOf = (claims: object, clock = clockOf()) =>
    slipOfSignIn(
      claims as Readonly<Record<string, unknown>>,
      stepUpOf({ maxAuthAgeSeconds: 300, acr: undefined }),
      clock,
    );

  it.each<readonly [string, object, string | undefined]>([
    ['just now', { auth_time: NOW_SECONDS }, undefined],
    ['at the limit', { auth_time: NOW_SECONDS - 300 }, undefined],
    ['a second beyond', { auth_time: NOW_SECONDS - 301 }, TOO_OLD],
    ['a fraction beyond', { auth_time: NOW_SECONDS - 300.001 }, TOO_OLD],
    ['in 1970', { auth_time: 0 }, TOO_OLD],
    ['before 1970', { auth_time: -1e12 }, TOO_OLD],
    ['in a second', { auth_time: NOW_SECONDS + 1 }, FUTURE],
    ['in milliseconds instead of seconds', { auth_time: NOW_SECONDS * 1000 }, FUTURE],
    ['at no time: a machine', {}, MISSING],
    ['at a time of the prototype', Object.create({ auth_time: NOW_SECONDS }), MISSING],
    ['text', { auth_time: String(NOW_SECONDS) }, MISTYPED],
    ['null', { auth_time: null }, MISTYPED],
    ['true', { auth_time: true }, MISTYPED],
    ['a Date', { auth_time: new Date(NOW_SECONDS * 1000) }, MISTYPED],
    ['not a number', { auth_time: Number.NaN }, MISTYPED],
    ['infinite', { auth_time: Number.POSITIVE_INFINITY }, MISTYPED],
  ])('%s', (_, claims, slip) => {
    expect(slipOf(claims)).toBe(slip);
  });

  it.each<readonly [number, string | undefined]>([
    [-310, undefined],
    [-310.5, TOO_OLD],
    [10, undefined],
    [10.5, FUTURE],
  ])('is forgiven ten seconds by the tolerance, at both ends: %s', (offset, slip) => {
    expect(slipOf({ auth_time: NOW_SECONDS + offset }, clockOf(10))).toBe(slip);
  });

  it('is not known by a broken clock, so nothing passes', () => {
    expect(
      slipOf(
        { auth_time: NOW_SECONDS },
        clockOf(0, () => Number.NaN),
      ),
    ).toBe(TOO_OLD);
  });
});

describe('the level of a sign-in, of which loa:3 and loa:4 are good enough', () => {
  const slipOf = (claims: object) =>
    slipOfSignIn(
      claims as Readonly<Record<string, unknown>>,
      stepUpOf({ maxAuthAgeSeconds: undefined, acr: ['loa:3', 'loa:4'] }),
      clockOf(),
    );

  it.each(['loa:3', 'loa:4'])('%s passes', (acr) => {
    expect(slipOf({ acr })).toBeUndefined();
  });

  it.each<readonly [string, object]>([
    ['a lower one', { acr: 'loa:1' }],
    ['a higher one that nobody named', { acr: 'loa:5' }],
    ['other letters', { acr: 'LOA:3' }],
    ['a space more', { acr: 'loa:3 ' }],
    ['two in one text', { acr: 'loa:3 loa:4' }],
    ['nothing', { acr: '' }],
    ['an array', { acr: ['loa:3'] }],
    ['a number', { acr: 3 }],
    ['null', { acr: null }],
  ])('is lacking: %s', (_, claims) => {
    expect(slipOf(claims)).toBe("claim 'acr' is not a level that is good enough");
  });

  it.each<readonly [string, object]>([
    ['no claim, as of a pool that does not issue it', {}],
    ['one of the prototype', Object.create({ acr: 'loa:3' })],
  ])('is lacking: %s', (_, claims) => {
    expect(slipOf(claims)).toBe("claim 'acr' is missing");
  });
});

it('a guard that asks nothing of the sign-in accepts every one', () => {
  expect(slipOfSignIn({}, stepUpOf({ maxAuthAgeSeconds: undefined, acr: undefined }), clockOf())).toBeUndefined();
});

it('keeps its levels when the array that it was given changes', () => {
  const acr = ['loa:4'];
  const stepUp = stepUpOf({ maxAuthAgeSeconds: undefined, acr });
  acr.push('loa:1');
  expect(slipOfSignIn({ acr: 'loa:1' }, stepUp, clockOf())).toBeDefined();
});

describe('a step-up is refused at creation', () => {
  const NUMBER = /maxAuthAgeSeconds must be a finite whole number, 1 to 315360000/;
  const LEVELS = /acr must be names of 1 to 64 ASCII characters without spaces, quotes and backslashes, unlike '/;

  it.each([0, -1, 1.5, 315_360_001, Number.NaN, Number.POSITIVE_INFINITY, '300', null, true, [300], {}])(
    'for an age of %j',
    (maxAuthAgeSeconds) => {
      const make = () => stepUpOf({ maxAuthAgeSeconds, acr: undefined });
      expect(make).toThrow(ConfigError);
      expect(make).toThrow(NUMBER);
    },
  );

  it.each<readonly [string, unknown, RegExp]>([
    ['text', 'loa:3', /acr must be an array of names/],
    ['an object', { any: ['loa:3'] }, /acr must be an array/],
    ['null', null, /acr must be an array/],
    ['an empty array', [], /acr must not be an empty array/],
    ['an empty name', [''], /acr must be a non-empty string/],
    ['a number', [3], /acr must be a non-empty string/],
    // biome-ignore lint/suspicious/noSparseArray: the hole is what is tested
    ['a hole', ['loa:3', , 'loa:4'], /acr must be a plain array/],
    ['the text of a missing setting', ['undefined'], /acr is the text 'undefined'/],
    ['a space', ['loa:3 loa:4'], LEVELS],
    ['a quote', ['loa"3'], LEVELS],
    ['a backslash', ['loa\\3'], LEVELS],
    ['a line feed', ['loa:3\nloa:4'], LEVELS],
    ['a line feed at the end', ['loa:3\n'], /acr must not begin or end with white space/],
    ['a letter outside ASCII', ['größe'], LEVELS],
    ['65 characters', ['a'.repeat(65)], LEVELS],
  ])('for levels with %s', (_, acr, message) => {
    const make = () => stepUpOf({ maxAuthAgeSeconds: undefined, acr });
    expect(make).toThrow(ConfigError);
    expect(make).toThrow(message);
  });

  it.each([1, 300, 315_360_000])('but not for an age of %i', (maxAuthAgeSeconds) => {
    expect(stepUpOf({ maxAuthAgeSeconds, acr: undefined })).toEqual({ maxAuthAgeSeconds, acr: undefined });
  });

  it.each(['urn:cognito:loa:1', 'a'.repeat(64), "it's<fine>"])('but not for the level %s', (level) => {
    expect(stepUpOf({ maxAuthAgeSeconds: undefined, acr: [level] }).acr).toEqual([level]);
  });
});
