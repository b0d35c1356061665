import { ConfigError, type Reason, type RejectedToken, toHttpRefusal } from 'cognito-guard';
import { describe, expect, it } from 'vitest';
import { besidePresent, refusalOf } from '../../src/http/challenge.ts';
import { type Guard, resolveGuard } from '../../src/http/guards.ts';
import { EXPECTED_MESSAGES, EXPECTED_REFUSALS } from '../support/expected-refusals.ts';

const rejected = (reason: Reason, more: object = {}): RejectedToken => ({
  token_valid: false,
  reason,
  message: 'never sent',
  ...more,
});

describe('a refusal on the wire', () => {
  it.each(EXPECTED_REFUSALS)('%s is %i', (reason, status, challenge, error) => {
    expect(toHttpRefusal(rejected(reason))).toEqual({
      status,
      headers: {
        'Cache-Control': 'no-store',
        ...(challenge === undefined ? { 'Retry-After': '5' } : { 'WWW-Authenticate': challenge }),
      },
      body: { error, error_description: EXPECTED_MESSAGES[reason], reason },
    });
  });

  it.each(EXPECTED_REFUSALS)(
    '%s tells the scopes of the operation where a client can act on them',
    (reason, _, challenge) => {
      const { headers } = toHttpRefusal(rejected(reason), { scopes: ['orders/read', 'orders/write'] });
      const tellsNone = [
        ...['request_malformed', 'keys_unavailable', 'revocation_unavailable'],
        ...['group_missing', 'permission_missing', 'step_up_required'],
      ].includes(reason);
      expect(headers['WWW-Authenticate']).toBe(
        tellsNone ? challenge : `${challenge}, scope="orders/read orders/write"`,
      );
    },
  );

  it('holds nothing from the token, the request or a caught error', () => {
    const secret = { claims: { sub: 'secret' }, cause: new Error('secret'), message: 'secret' };
    for (const [reason] of EXPECTED_REFUSALS) {
      expect(JSON.stringify(toHttpRefusal(rejected(reason, secret)))).not.toContain('secret');
    }
  });
});

describe('the sign-in that a challenge asks for', () => {
  const challengeFor = (reason: Reason, guard: Guard) =>
    toHttpRefusal(rejected(reason), guard).headers['WWW-Authenticate'];
  const [, , bare] = EXPECTED_REFUSALS.find(([reason]) => reason === 'step_up_required') ?? [];

  it.each<readonly [Guard, string]>([
    [{}, ''],
    [{ acr: ['urn:cognito:loa:3'] }, ', acr_values="urn:cognito:loa:3"'],
    [{ acr: ['urn:cognito:loa:4', 'urn:cognito:loa:3'] }, ', acr_values="urn:cognito:loa:4 urn:cognito:loa:3"'],
    [{ maxAuthAgeSeconds: 300 }, ', max_age="300"'],
    [{ acr: ['gold'], maxAuthAgeSeconds: 300 }, ', acr_values="gold", max_age="300"'],
    [{ scopes: ['read'], acr: ['gold'] }, ', acr_values="gold"'],
  ])('for the guard %j', (guard, told) => {
    expect(challengeFor('step_up_required', guard)).toBe(`${bare}${told}`);
  });

  it('is asked for by no other refusal', () => {
    for (const [reason, , challenge] of EXPECTED_REFUSALS.filter(([name]) => name !== 'step_up_required')) {
      expect(challengeFor(reason, { acr: ['gold'], maxAuthAgeSeconds: 300 })).toBe(challenge);
    }
  });
});

describe('the address of the metadata', () => {
  const resourceMetadataUrl = 'https://api.example.com/.well-known/oauth-protected-resource/mcp';

  it.each(EXPECTED_REFUSALS)('is told by %s if it has a challenge', (reason, _, challenge) => {
    const { headers } = toHttpRefusal(rejected(reason), { resourceMetadataUrl });
    expect(headers['WWW-Authenticate']).toBe(
      challenge === undefined ? undefined : `${challenge}, resource_metadata="${resourceMetadataUrl}"`,
    );
  });

  it('stands after all that the operation needs', () => {
    const guard = { scopes: ['read'], acr: ['gold'], maxAuthAgeSeconds: 60, resourceMetadataUrl };
    expect(toHttpRefusal(rejected('scope_missing'), guard).headers['WWW-Authenticate']).toMatch(
      /, scope="read", resource_metadata="https:[^"]+"$/,
    );
    expect(toHttpRefusal(rejected('step_up_required'), guard).headers['WWW-Authenticate']).toMatch(
      /, acr_values="gold", max_age="60", resource_metadata="https:[^"]+"$/,
    );
  });
});

describe('the scope of a challenge', () => {
  it.each<readonly [Guard['scopes'], string]>([
    [['a'], 'a'],
    [['a', 'b'], 'a b'],
    [{ all: ['a', 'b'] }, 'a b'],
    [{ any: ['a', 'b'] }, 'a'],
    [{ all: ['a', 'b'], any: ['c', 'd'] }, 'a b c'],
    [['https://api.example.com/orders.read', '!#[]~'], 'https://api.example.com/orders.read !#[]~'],
  ])('for %j is everything needed at once, of alternatives the first', (scopes, scope) => {
    const { headers } = toHttpRefusal(rejected('scope_missing'), { ...(scopes !== undefined && { scopes }) });
    expect(headers['WWW-Authenticate']).toMatch(/^Bearer realm="api", error="insufficient_scope", /);
    expect(headers['WWW-Authenticate']?.endsWith(`, scope="${scope}"`)).toBe(true);
  });

  it('says nothing of groups', () => {
    const guard = resolveGuard({ groups: ['admins'] });
    expect(refusalOf(rejected('group_missing'), guard).headers['WWW-Authenticate']).toBe('Bearer realm="api"');
    expect(refusalOf(rejected('token_missing'), guard).headers['WWW-Authenticate']).toBe('Bearer realm="api"');
  });

  it.each(['a b', 'a"', 'a\\', 'a\r\nx: y', 'é', ''])(
    'is refused at once where no header can carry it: %j',
    (scope) => {
      expect(() => toHttpRefusal(rejected('token_missing'), { scopes: [scope] })).toThrow(ConfigError);
    },
  );

  it.each([
    [{ scope: ['a'] }, /unknown member 'scope'/],
    [{ scopes: undefined }, /guard.scopes is undefined/],
    [null, /guard must be an object/],
  ])('is refused where the options are %j', (options, message) => {
    expect(() => toHttpRefusal(rejected('token_missing'), options as never)).toThrow(ConfigError);
    expect(() => toHttpRefusal(rejected('token_missing'), options as never)).toThrow(message);
  });
});

describe('Retry-After', () => {
  it.each([
    [undefined, '5'],
    [0, '1'],
    [0.2, '1'],
    [1, '1'],
    [1.1, '2'],
    [29.5, '30'],
    [Number.NaN, '5'],
    [Number.POSITIVE_INFINITY, '5'],
    ['soon', '5'],
  ])('of %s seconds is %s', (retryAfterSeconds, wanted) => {
    const more = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
    expect(toHttpRefusal(rejected('keys_unavailable', more)).headers['Retry-After']).toBe(wanted);
  });

  it('is sent with a 503 only', () => {
    const { headers } = toHttpRefusal(rejected('key_unknown', { retryAfterSeconds: 7 }));
    expect(headers).not.toHaveProperty('Retry-After');
  });
});

describe('what is no refusal', () => {
  it.each<readonly [string, unknown]>([
    ['a good token', { token_valid: true, token_use: 'access', claims: { sub: 'a' }, token: 'x' }],
    ['nothing', undefined],
    ['null', null],
    ['true', true],
    ['an empty object', {}],
    ['a reason that does not exist', { token_valid: false, reason: 'teapot' }],
    ['the name of an inherited member', { token_valid: false, reason: 'constructor' }],
    ['a reason alone', { reason: 'token_expired' }],
    ['a good token that has a reason', { token_valid: true, reason: 'token_expired' }],
    ['a refusal that is inherited', Object.create({ token_valid: false, reason: 'token_expired' })],
  ])('is a ConfigError, not an answer without a status: %s', (_, given) => {
    const make = () => toHttpRefusal(given as RejectedToken);
    expect(make).toThrow(ConfigError);
    expect(make).toThrow('toHttpRefusal takes a refused result: ask for token_valid first');
  });

  it('is a third argument', () => {
    const make = () => Reflect.apply(toHttpRefusal, undefined, [rejected('token_expired'), {}, { realm: 'x' }]);
    expect(make).toThrow(ConfigError);
    expect(make).toThrow('toHttpRefusal(rejected, guard) takes a refusal and a guard');
  });
});

describe('under a polluted Object.prototype', () => {
  function polluted<Result>(members: Readonly<Record<string, unknown>>, act: () => Result): Result {
    for (const [name, value] of Object.entries(members)) {
      Object.defineProperty(Object.prototype, name, { value, configurable: true, enumerable: true, writable: true });
    }
    try {
      return act();
    } finally {
      for (const name of Object.keys(members)) Reflect.deleteProperty(Object.prototype, name);
    }
  }

  const members = {
    ...{ error: 'evil"', status: 200, retryAfterSeconds: 1e9, reason: 'token_expired' },
    ...{ scopes: ['evil'], acr: ['evil'], maxAuthAgeSeconds: 1, resourceMetadataUrl: 'https://evil.example/' },
  };

  it.each(EXPECTED_REFUSALS)('%s is answered as ever', (reason) => {
    const given = rejected(reason);
    const wanted = JSON.stringify(toHttpRefusal(given));
    expect(polluted(members, () => JSON.stringify(toHttpRefusal(given)))).toBe(wanted);
  });

  it.each<readonly [string, unknown]>([
    ['a good token', { token_valid: true, token_use: 'access', claims: { sub: 'a' }, token: 'x' }],
    ['a refusal without reason', { token_valid: false }],
    ['an empty object', {}],
  ])('%s is a ConfigError as ever, and no 401', (_, given) => {
    const inherited = { token_valid: false, reason: 'token_expired' };
    const make = () => {
      try {
        return toHttpRefusal(given as RejectedToken);
      } catch (thrown) {
        return String(thrown);
      }
    };
    expect(polluted(inherited, make)).toBe(
      'ConfigError: toHttpRefusal takes a refused result: ask for token_valid first',
    );
  });
});

describe('a header beside the one that the response has', () => {
  it.each<readonly [string, string, unknown, string | string[]]>([
    ['WWW-Authenticate', 'Bearer', undefined, 'Bearer'],
    ['WWW-Authenticate', 'Bearer', 'Basic', ['Basic', 'Bearer']],
    ['WWW-Authenticate', 'Bearer', ['Basic', 'DPoP'], ['Basic', 'DPoP', 'Bearer']],
    ['WWW-Authenticate', 'Bearer', 'Bearer', ['Bearer']],
    ['Cache-Control', 'no-store', 'public', 'no-store'],
    ['Retry-After', '5', 60, '5'],
  ])('%s: %s beside %j is %j', (name, value, present, wanted) => {
    expect(besidePresent(name, value, present)).toEqual(wanted);
  });
});
