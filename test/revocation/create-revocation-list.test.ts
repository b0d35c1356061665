import { ConfigError, createCognitoVerifier, type VerifiedToken } from 'cognito-guard';
import { createRevocationList, type RevocationEntry, type RevocationListOptions } from 'cognito-guard/revocation';
import { createTestUserPool } from 'cognito-guard/testing';
import { describe, expect, it, vi } from 'vitest';
import { TELLS_CAUSE } from '../../src/tells-cause.ts';

const NOW = Date.UTC(2026, 10, 26, 12, 0, 0, 500);
const SECONDS = Math.floor(NOW / 1000);
const HOUR = 3_600;
const DAY = 24 * HOUR;
const at = (seconds: number) => new Date(seconds * 1000);

/** A token as a verifier hands it over; only what a list reads. */
function tokenWith(claims: object, token_use: 'access' | 'id' = 'access'): VerifiedToken {
  const all = {
    sub: 'jane',
    client_id: 'app',
    jti: 'token-1',
    origin_jti: 'session-1',
    iat: SECONDS - 60,
    exp: SECONDS + HOUR,
  };
  return { token_valid: true, token_use, claims: { ...all, ...claims }, token: '' } as unknown as VerifiedToken;
}

/** A list by a clock that can be moved, in seconds after `NOW`. */
function start(options: RevocationListOptions = {}) {
  const clock = { offset: 0 };
  const list = createRevocationList({ now: () => NOW + clock.offset * 1000, ...options });
  return { list, clock };
}

describe('an empty list', () => {
  it('revokes nothing', () => {
    expect(start().list.isRevoked(tokenWith({}))).toBe(false);
    expect(createRevocationList().size).toBe(0);
  });
});

describe('an entry', () => {
  it.each<readonly [string, RevocationEntry, object, 'access' | 'id', boolean]>([
    ['a session', { session: 'session-1' }, {}, 'access', true],
    ['a session, in ID tokens as well', { session: 'session-1' }, {}, 'id', true],
    ['a session, and no other', { session: 'session-2' }, {}, 'access', false],
    ['a session, and no user of that name', { session: 'jane' }, {}, 'access', false],
    ['a session, and no token without one', { session: 'session-1' }, { origin_jti: undefined }, 'access', false],
    ['a session, whenever the token was issued', { session: 'session-1' }, { iat: SECONDS + 60 }, 'access', true],
    ['a token', { token: 'token-1' }, {}, 'access', true],
    ['a token, and no other', { token: 'token-2' }, {}, 'access', false],
    ['a user', { user: 'jane' }, {}, 'access', true],
    ['a user, and no other', { user: 'john' }, {}, 'access', false],
    ['a client', { client: 'app' }, {}, 'access', true],
    ['a client, in ID tokens by aud', { client: 'app' }, { client_id: undefined, aud: 'app' }, 'id', true],
    ['a client, never by the aud of an access token', { client: 'api' }, { aud: 'api' }, 'access', false],
    ['a client, and no other', { client: 'other' }, {}, 'access', false],
    ['tokens that were issued in the same second', { user: 'jane' }, { iat: SECONDS }, 'access', true],
    ['no token that was issued in the next second', { user: 'jane' }, { iat: SECONDS + 1 }, 'access', false],
    ['tokens issued in the second of before', { user: 'jane', before: at(SECONDS - 59.5) }, {}, 'access', true],
    ['no token issued after before', { user: 'jane', before: at(SECONDS - 61) }, {}, 'access', false],
    ['clients likewise', { client: 'app', before: at(SECONDS - 61) }, {}, 'access', false],
    ['tokens that will be issued, if before says so', { client: 'app', before: at(SECONDS + 90) }, {}, 'access', true],
    ['a token whose iat is no number', { user: 'jane' }, { iat: 'x' }, 'access', true],
  ])('names %s', async (_, entry, claims, use, revoked) => {
    const { list } = start();
    await list.revoke(entry);
    expect(list.isRevoked(tokenWith(claims, use))).toBe(revoked);
  });

  it('may name a session by another claim', async () => {
    const { list } = start({ sessionClaim: 'session_id' });
    await list.revoke({ session: 's' });
    expect(list.isRevoked(tokenWith({ session_id: 's' }))).toBe(true);
    expect(list.isRevoked(tokenWith({ origin_jti: 's' }))).toBe(false);
  });

  it('is never matched by what a polluted prototype brings', async () => {
    const { list } = start();
    await list.revoke({ session: 'planted' });
    Object.assign(Object.prototype, { origin_jti: 'planted' });
    const token = tokenWith({});
    Reflect.deleteProperty(token.claims, 'origin_jti');
    const revoked = list.isRevoked(token);
    Reflect.deleteProperty(Object.prototype, 'origin_jti');
    expect(revoked).toBe(false);
  });

  it('given twice keeps the latest of its times, in whatever order', async () => {
    for (const order of [
      [-10, -100],
      [-100, -10],
    ]) {
      const { list } = start();
      for (const offset of order) await list.revoke({ user: 'jane', before: at(SECONDS + offset) });
      expect(list.isRevoked(tokenWith({ iat: SECONDS - 10 }))).toBe(true);
      expect(list.isRevoked(tokenWith({ iat: SECONDS - 9 }))).toBe(false);
      expect(list.size).toBe(1);
    }
  });
});

describe('what an entry may be', () => {
  const late = new Date(Number.NaN);
  const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJqdGkiOiJ4In0.AAAA';
  /** The whole message, so that nothing of the token is shown. */
  const GIVE_ITS_CLAIM =
    /^entry\.(session|token|user|client) is a token itself: give its jti \(or origin_jti, sub or client_id\), not the token$/;
  it.each<readonly [string, unknown, RegExp]>([
    ['nothing', undefined, /entry must be an object with any of: session, token, user, client, before, until/],
    ['text', 'jane', /entry must be an object/],
    ['no kind', {}, /entry must name one of session, token, user, client, and no more/],
    ['two kinds', { user: 'jane', token: 'x' }, /revoke each by itself/],
    ['an unknown kind', { group: 'admins' }, /unknown member 'group'/],
    ['an empty name', { user: '' }, /entry.user must be a non-empty string/],
    ['a name that is no text', { user: 7 }, /entry.user must be a non-empty string/],
    ['an undefined name', { user: undefined }, /entry.user is undefined/],
    ['the text undefined', { session: 'undefined' }, /was a setting not found/],
    ['a very long name', { user: 'x'.repeat(1_025) }, /entry.user is longer than 1024 characters/],
    ['a token itself', { token: JWT }, GIVE_ITS_CLAIM],
    ['a token itself, as the session', { session: JWT }, GIVE_ITS_CLAIM],
    ['a token itself, as the user', { user: JWT }, GIVE_ITS_CLAIM],
    ['a token itself, as the client', { client: JWT }, GIVE_ITS_CLAIM],
    ['a token itself, longer than any name', { token: JWT + 'x'.repeat(2_000) }, GIVE_ITS_CLAIM],
    ['a refresh token', { session: 'eyJjdHkiOiJKV1QifQ.AAAA.AAAA.AAAA.AAAA' }, GIVE_ITS_CLAIM],
    ['a header with a token', { token: `Bearer ${JWT}` }, GIVE_ITS_CLAIM],
    ['before with a session', { session: 's', before: at(SECONDS) }, /a session or a token is revoked as a whole/],
    ['before with a token', { token: 't', before: at(SECONDS) }, /a session or a token is revoked as a whole/],
    [
      'before that is a number',
      { user: 'jane', before: NOW },
      /^entry.before must be a valid Date, later than 2013 and before 2100$/,
    ],
    ['an invalid Date', { user: 'jane', until: late }, /entry.until must be a valid Date/],
    ['milliseconds for seconds', { token: 't', until: new Date(SECONDS * 1_000_000) }, /before 2100/],
    ['seconds as a Date', { token: 't', until: new Date(SECONDS) }, /of seconds, such as exp, make new Date\(1000/],
  ])('is not %s: that is a ConfigError, and nothing is kept', async (_, entry, message) => {
    const { list } = start();
    await expect(list.revoke(entry as RevocationEntry)).rejects.toThrow(ConfigError);
    await expect(list.revoke(entry as RevocationEntry)).rejects.toThrow(message);
    expect(list.size).toBe(0);
  });

  it('may have dots, as the app clients of emulators do', async () => {
    const { list } = start();
    await list.revoke({ client: 'com.example.app' });
    expect(list.isRevoked(tokenWith({ client_id: 'com.example.app' }))).toBe(true);
  });

  it.each(['x'.repeat(1_024), `device ${JWT}`, `${JWT} of a device`])('may have the name %s', async (session) => {
    const { list } = start();
    await list.revoke({ session });
    expect(list.isRevoked(tokenWith({ origin_jti: session }))).toBe(true);
  });

  it('is one argument, and never a list of entries', async () => {
    const { list } = start();
    const answer: Promise<void> = Reflect.apply(list.revoke, undefined, [{ user: 'a' }, { user: 'b' }]);
    await expect(answer).rejects.toThrow('revoke takes one entry: revoke each by itself');
    expect(list.size).toBe(0);
  });

  const failing = () => {
    throw new Error('The clock is broken');
  };
  it.each<readonly [string, () => unknown]>([
    ['gives text', () => 'x'],
    ['gives NaN', () => Number.NaN],
    ['gives nothing', () => undefined],
    ['counts seconds', () => SECONDS],
    ['counts microseconds', () => NOW * 1000],
    ['has no end', () => Number.POSITIVE_INFINITY],
    ['stands at zero', () => 0],
    ['throws', failing],
  ])('cannot be told by a clock that %s, and what was revoked before stays so', async (_, wrong) => {
    let now: () => unknown = () => NOW;
    const { list } = start({ now: () => now() as number });
    await list.revoke({ user: 'jane' });
    now = wrong;
    await expect(list.revoke({ user: 'john' })).rejects.toThrow(
      'now() gave no plausible time in milliseconds since 1970',
    );
    expect([list.size, list.isRevoked(tokenWith({}))]).toEqual([1, true]);
  });
});

describe('an entry is forgotten', () => {
  it.each<readonly [string, RevocationEntry, RevocationListOptions, number]>([
    ['a day and an hour after it was made', { session: 'session-1' }, {}, DAY + HOUR],
    ['the longest lifetime and an hour', { token: 'token-1' }, { maxTokenLifetimeSeconds: 2 * HOUR }, 3 * HOUR],
    ['that long after before', { user: 'jane', before: at(SECONDS - HOUR) }, {}, DAY],
    ['that long after a before to come', { client: 'app', before: at(SECONDS + DAY) }, {}, 2 * DAY + HOUR],
    ['an hour after until', { token: 'token-1', until: at(SECONDS + 60) }, {}, 60 + HOUR],
  ])('%s, and no earlier', async (_, entry, options, seconds) => {
    const { list, clock } = start({ max: 1, ...options });
    await list.revoke(entry);
    const token = tokenWith({ iat: SECONDS - 2 * HOUR, exp: SECONDS - HOUR });
    clock.offset = seconds;
    expect(list.isRevoked(token)).toBe(true);
    await expect(list.revoke({ user: 'next' })).rejects.toThrow('The revocation list is full');
    clock.offset = seconds + 1;
    expect(list.isRevoked(token)).toBe(false);
    await list.revoke({ user: 'next' });
    expect(list.size).toBe(1);
  });

  it('before it begins, if all its tokens have expired', async () => {
    const { list } = start();
    await list.revoke({ user: 'jane', before: at(SECONDS - DAY - HOUR - 1) });
    expect(list.size).toBe(0);
  });

  it('little by little, as others come: what is over never outnumbers the rest for long', async () => {
    const { list, clock } = start();
    for (let number = 0; number < 100; number += 1) await list.revoke({ token: `old-${number}` });
    clock.offset = 2 * DAY;
    for (let number = 0; number < 100; number += 1) await list.revoke({ session: `new-${number}` });
    expect(list.size).toBe(100);
  });

  it('never by a clock that is broken', async () => {
    let time = NOW;
    const list = createRevocationList({ now: () => time });
    await list.revoke({ session: 'session-1' });
    time = Number.NaN;
    expect(list.isRevoked(tokenWith({}))).toBe(true);
  });
});

describe('a token', () => {
  it.each<readonly [RevocationListOptions, readonly string[]]>([
    [{}, ['sub']],
    [{ requires: ['session'] }, ['origin_jti', 'sub']],
  ])('with %j is asked only for what can name it: %j', async (options, wanted) => {
    const { list } = start(options);
    await list.revoke({ user: 'john' });
    const asked: unknown[] = [];
    const { claims, ...token } = tokenWith({});
    const watched = new Proxy(claims, {
      getOwnPropertyDescriptor(target, name) {
        asked.push(name);
        return Reflect.getOwnPropertyDescriptor(target, name);
      },
    });
    list.isRevoked({ ...token, claims: watched } as VerifiedToken);
    expect(asked).toEqual(wanted);
  });

  it.each<readonly [string, RevocationEntry]>([
    ['by its session', { session: 'session-1' }],
    ['by its token', { token: 'token-1' }],
    ['by its user', { user: 'jane' }],
    ['by its client', { client: 'app' }],
  ])('is refused, and the log is told why: %s', async (cause, entry) => {
    const { list } = start();
    await list.revoke(entry);
    expect(Reflect.get(list.isRevoked, TELLS_CAUSE)(tokenWith({}))).toBe(cause);
  });
});

describe('a full list', () => {
  it('refuses new entries in words, and keeps those that it has', async () => {
    const { list } = start({ max: 2 });
    await list.revoke({ session: 'session-1' });
    await list.revoke({ user: 'john' });
    await expect(list.revoke({ user: 'jane' })).rejects.toThrow(
      'The revocation list is full: its 2 entries can all name a living token. Nothing was revoked. ' +
        'Raise max, or revoke users instead of single tokens',
    );
    expect(list.size).toBe(2);
    expect(list.isRevoked(tokenWith({}))).toBe(true);
    expect(list.isRevoked(tokenWith({ origin_jti: 'other' }))).toBe(false);
  });

  it('still moves the times of an entry that it has', async () => {
    const { list, clock } = start({ max: 1 });
    await list.revoke({ user: 'jane' });
    clock.offset = 10;
    await list.revoke({ user: 'jane' });
    expect(list.isRevoked(tokenWith({ iat: SECONDS + 10 }))).toBe(true);
  });

  it('has room again as soon as one entry is over, one at a time', async () => {
    const { list, clock } = start({ max: 3 });
    for (const seconds of [30, 10, 20]) {
      await list.revoke({ token: String(seconds), until: at(SECONDS + seconds) });
    }
    for (const seconds of [10, 20, 30]) {
      await expect(list.revoke({ user: `${seconds}` })).rejects.toThrow('full');
      clock.offset = HOUR + seconds + 1;
      await list.revoke({ user: `${seconds}` });
      expect(list.size).toBe(3);
    }
  });
});

describe('a claim that the list requires', () => {
  it.each<readonly [string, string, object]>([
    ['session', 'origin_jti', { origin_jti: undefined }],
    ['token', 'jti', { jti: 7 }],
    ['user', 'sub', { sub: undefined }],
    ['client', 'client_id', { client_id: undefined }],
  ])('for %s is %s: without it a token is refused, and the log is told why', async (kind, claim, missing) => {
    const { list } = start({ requires: [kind as 'session'] });
    expect(list.isRevoked(tokenWith({}))).toBe(false);
    expect(list.isRevoked(tokenWith(missing))).toBe(true);
    expect(start().list.isRevoked(tokenWith(missing))).toBe(false);

    const pool = await createTestUserPool();
    const verifier = createCognitoVerifier({
      ...pool.verifierOptions,
      tokenUse: 'access',
      isRevoked: (auth) => list.isRevoked(auth),
    });
    const explained = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access', isRevoked: list.isRevoked });
    const token = await pool.machineToken(kind === 'token' ? { jti: undefined } : {});
    const refused = { session: true, token: true, user: false, client: false }[kind];
    expect(await verifier.verify(token)).toMatchObject(refused ? { reason: 'token_revoked' } : { token_valid: true });
    if (refused) {
      const cause = `claim '${claim}' is missing, and the list requires ${kind}`;
      expect(await explained.verify(token)).toMatchObject({ reason: 'token_revoked', cause });
    }
  });
});

describe('a token that lives longer than the list assumes', () => {
  it.each([0, 1])('cannot be judged, with %i entries', async (entries) => {
    const { list } = start({ maxTokenLifetimeSeconds: HOUR });
    if (entries > 0) await list.revoke({ user: 'somebody' });
    expect(list.isRevoked(tokenWith({ iat: SECONDS, exp: SECONDS + HOUR }))).toBe(false);
    expect(() => list.isRevoked(tokenWith({ iat: SECONDS, exp: SECONDS + HOUR + 1 }))).toThrow(
      'The token lives longer than maxTokenLifetimeSeconds of the revocation list: raise that',
    );
  });
});

describe('onRevoked', () => {
  it('hears each entry that is news, when it is in effect already', async () => {
    const { list, clock } = start();
    const heard: unknown[] = [];
    list.onRevoked((entry) => heard.push([entry, list.isRevoked(tokenWith({}))]));
    await list.revoke({ user: 'jane' });
    await list.revoke({ user: 'jane' });
    clock.offset = 1;
    await list.revoke({ user: 'jane' });
    await list.revoke({ session: 's', until: at(SECONDS + 60) });
    expect(heard).toEqual([
      [{ user: 'jane', before: at(SECONDS), until: at(SECONDS + DAY) }, true],
      [{ user: 'jane', before: at(SECONDS + 1), until: at(SECONDS + DAY + 1) }, true],
      [{ session: 's', until: at(SECONDS + 60) }, true],
    ]);
  });

  it('is heard by each listener until it ends, whatever another one throws or rejects', async () => {
    const { list } = start();
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const listener = vi.fn();
    list.onRevoked(() => {
      throw new Error('a listener that throws');
    });
    list.onRevoked(async () => {
      throw new Error('a listener that rejects');
    });
    const [end] = [list.onRevoked(listener), list.onRevoked(listener)];
    await list.revoke({ user: 'a' });
    end();
    end();
    await list.revoke({ user: 'b' });
    await new Promise(setImmediate);
    process.off('unhandledRejection', unhandled);
    expect(listener).toHaveBeenCalledTimes(3);
    expect(unhandled).not.toHaveBeenCalled();
  });

  it.each([undefined, 'close', {}])('takes a function, not %j', (listener) => {
    const { list } = start();
    expect(() => list.onRevoked(listener as never)).toThrow('listener must be a function');
    expect(() => Reflect.apply(list.onRevoked, undefined, [() => {}, 1])).toThrow('onRevoked takes one function');
  });
});

describe('the options', () => {
  it.each<readonly [object, string]>([
    [{ max: 0 }, 'max must be a finite whole number, 1 to 10000000'],
    [{ max: Number.POSITIVE_INFINITY }, 'max must be a finite whole number'],
    [{ requires: [] }, 'requires must not be an empty array'],
    [{ requires: ['groups'] }, 'requires must be an array with any of: session, token, user, client'],
    [{ sessionClaim: '' }, 'sessionClaim must be a non-empty string'],
    [{ maxTokenLifetimeSeconds: 299 }, 'maxTokenLifetimeSeconds must be a finite whole number, 300 to 2592000'],
    [{ now: 1_795_694_400_000 }, 'now must be a function'],
    [{ ttl: 60 }, "options has an unknown member 'ttl'"],
  ])('%j are refused', (options, message) => {
    expect(() => createRevocationList(options)).toThrow(ConfigError);
    expect(() => createRevocationList(options)).toThrow(message);
  });

  it('are one object', () => {
    expect(() => Reflect.apply(createRevocationList, undefined, [{}, {}])).toThrow('takes one object with all options');
  });
});
