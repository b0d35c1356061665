import { describe, expect, it, vi } from 'vitest';
import { createDecoder, parseObject } from '../../src/verify/decode.ts';

const encoded = (text: string | Uint8Array) => Buffer.from(text).toString('base64url');
const tokenWith = (header: unknown) =>
  `${encoded(typeof header === 'string' ? header : JSON.stringify(header))}.e30.AAAA`;
const answerTo = (token: unknown, maxTokenLength = 16_384) => createDecoder(maxTokenLength)(token);
const outcomeOf = (...args: Parameters<typeof answerTo>) => {
  const decoded = answerTo(...args);
  return 'reason' in decoded ? decoded.reason : decoded;
};

const GOOD = { kid: 'a+/=', alg: 'RS256' };

describe('decode', () => {
  it('takes a token apart, its payload still unread', () => {
    const token = tokenWith(GOOD);
    const [header] = token.split('.');
    expect(outcomeOf(token)).toEqual({
      token,
      kid: 'a+/=',
      signingInput: `${header}.e30`,
      payload: Buffer.from('{}'),
      signature: Buffer.from([0, 0, 0]),
    });
  });

  it('does not look into the payload', () => {
    expect(outcomeOf(`${encoded(JSON.stringify(GOOD))}.AAAA.AAAA`)).toMatchObject({ payload: Buffer.from([0, 0, 0]) });
  });

  it.each([
    ['undefined', undefined, 'token_missing'],
    ['null', null, 'token_missing'],
    ['empty text', '', 'token_missing'],
    ['a number', 7, 'token_malformed'],
    ['an array of a token', [tokenWith(GOOD)], 'token_malformed'],
    ['an object that turns into a token', { toString: () => tokenWith(GOOD) }, 'token_malformed'],
    ['a String object', Object(tokenWith(GOOD)), 'token_malformed'],
    ['a symbol', Symbol('token'), 'token_malformed'],
    ['a word', 'token', 'token_malformed'],
    ['one dot', 'AAAA.AAAA', 'token_malformed'],
    ['three dots', 'AAAA.AAAA.AAAA.AAAA', 'token_malformed'],
    ['four dots', 'AAAA.AAAA.AAAA.AAAA.AAAA', 'refresh_token'],
    ['four dots and an empty key', 'AAAA..AAAA.AAAA.AAAA', 'refresh_token'],
    ['five dots', 'A.A.A.A.A.A', 'token_malformed'],
    ['very many dots', '.'.repeat(16_000), 'token_malformed'],
    ['an empty header', '.e30.AAAA', 'token_malformed'],
    ['an empty payload', `${encoded(JSON.stringify(GOOD))}..AAAA`, 'token_malformed'],
    ['an empty signature', `${encoded(JSON.stringify(GOOD))}.e30.`, 'token_malformed'],
    ['padding', `${tokenWith(GOOD)}=`, 'token_malformed'],
    ['the other alphabet', `${encoded(JSON.stringify(GOOD))}.e30.AA+/`, 'token_malformed'],
    ['a space before it', ` ${tokenWith(GOOD)}`, 'token_malformed'],
    ['a line feed after it', `${tokenWith(GOOD)}\n`, 'token_malformed'],
    ['stray bits in the payload', `${encoded(JSON.stringify(GOOD))}.e31.AAAA`, 'token_malformed'],
    ['stray bits in the signature', `${encoded(JSON.stringify(GOOD))}.e30.AAB`, 'token_malformed'],
    ['an impossible length', `${encoded(JSON.stringify(GOOD))}.e30.AAAAA`, 'token_malformed'],
    ['a letter that only looks like one of the alphabet', `${tokenWith(GOOD).slice(0, -1)}А`, 'token_malformed'],
  ])('answers %s with %s', (_, token, reason) => {
    expect(outcomeOf(token)).toBe(reason);
  });

  it.each([
    ['text that is not JSON', 'kid', 'token_malformed'],
    ['an array', [GOOD], 'token_malformed'],
    ['null', null, 'token_malformed'],
    ['a byte order mark', `\ufeff${JSON.stringify(GOOD)}`, 'token_malformed'],
    ['an encryption', { ...GOOD, enc: 'A256GCM' }, 'refresh_token'],
    ['crit', { ...GOOD, crit: ['b64'] }, 'token_malformed'],
    ['an empty crit', { ...GOOD, crit: [] }, 'token_malformed'],
    ['b64', { ...GOOD, b64: true }, 'token_malformed'],
    ['zip', { ...GOOD, zip: 'DEF' }, 'token_malformed'],
    ['no alg', { kid: 'a' }, 'algorithm_not_allowed'],
    ['alg none', { ...GOOD, alg: 'none' }, 'algorithm_not_allowed'],
    ['alg HS256', { ...GOOD, alg: 'HS256' }, 'algorithm_not_allowed'],
    ['alg RS512, as of identity pools', { ...GOOD, alg: 'RS512' }, 'algorithm_not_allowed'],
    ['alg in an array', { ...GOOD, alg: ['RS256'] }, 'algorithm_not_allowed'],
    ['no kid', { alg: 'RS256' }, 'token_malformed'],
    ['an empty kid', { ...GOOD, kid: '' }, 'token_malformed'],
    ['a kid that is a number', { ...GOOD, kid: 1 }, 'token_malformed'],
    ['a kid of 257 characters', { ...GOOD, kid: 'k'.repeat(257) }, 'token_malformed'],
    ['more than 2,048 characters', { ...GOOD, note: 'n'.repeat(1_600) }, 'token_malformed'],
  ])('answers a header with %s', (_, header, reason) => {
    expect(outcomeOf(tokenWith(header))).toBe(reason);
  });

  it('answers a header that is not UTF-8, though all else in it is right', () => {
    const header = Buffer.concat([Buffer.from('{"alg":"RS256","kid":"'), Buffer.of(0xff), Buffer.from('"}')]);
    expect(outcomeOf(`${encoded(header)}.e30.AAAA`)).toBe('token_malformed');
  });

  it.each([
    ['that is not UTF-8', Buffer.concat([Buffer.from('{"alg":"RS256","kid":"'), Buffer.of(0xff), Buffer.from('"}')])],
    ['with a byte order mark', `\ufeff${JSON.stringify(GOOD)}`],
  ])('is as strict about the first header of a process, one %s', async (_, header) => {
    vi.resetModules();
    const fresh = await import('../../src/verify/decode.ts');
    expect(fresh.createDecoder(16_384)(`${encoded(header)}.e30.AAAA`)).toMatchObject({ reason: 'token_malformed' });
  });

  it.each([
    ['typ, as emulators add', { ...GOOD, typ: 'JWT' }],
    ['jku, jwk and x5c, which it ignores', { ...GOOD, jku: 'https://evil.example', jwk: {}, x5c: ['AAAA'] }],
    ['a kid of 256 characters', { ...GOOD, kid: 'k'.repeat(256) }],
    ['a kid called __proto__', { ...GOOD, kid: '__proto__' }],
    ['exactly 2,048 characters', { ...GOOD, note: 'n'.repeat(1_536 - JSON.stringify({ ...GOOD, note: '' }).length) }],
  ])('accepts a header with %s', (_, header) => {
    expect(outcomeOf(tokenWith(header))).toMatchObject({ kid: header.kid });
  });

  it('accepts a token of exactly the longest length', () => {
    const token = tokenWith(GOOD);
    expect(outcomeOf(token, token.length)).toMatchObject({ token });
    expect(outcomeOf(token, token.length - 1)).toBe('token_too_large');
  });

  it.each<readonly [string, string, unknown]>([
    ['alg', 'algorithm_not_allowed', { kid: 'a' }],
    ['kid', 'token_malformed', { alg: 'RS256' }],
  ])('takes no %s from a polluted Object.prototype', (name, reason, header) => {
    Object.defineProperty(Object.prototype, name, { value: 'RS256', configurable: true });
    try {
      expect(outcomeOf(tokenWith(header))).toBe(reason);
    } finally {
      Reflect.deleteProperty(Object.prototype, name);
    }
  });

  it.each([
    ['length before characters', ' '.repeat(20), 10, 'token_too_large'],
    ['spelling before the header', `${encoded('{}')}.e31.AAAA`, 100, 'token_malformed'],
    ['encryption before the algorithm', tokenWith({ enc: 'x', alg: 'none', crit: [] }), 200, 'refresh_token'],
    ['refused parameters before the algorithm', tokenWith({ crit: [], alg: 'none' }), 200, 'token_malformed'],
    ['the algorithm before the kid', tokenWith({ alg: 'none' }), 200, 'algorithm_not_allowed'],
  ])('judges %s', (_, token, maxTokenLength, reason) => {
    expect(outcomeOf(token, maxTokenLength)).toBe(reason);
  });
});

describe('the cause of a malformed token', () => {
  const good = tokenWith(GOOD);
  const [header = ''] = good.split('.');

  it.each<[cause: string, token: unknown]>([
    ['it is not a string', 7],
    ['it does not have three segments', 'secret'],
    ['it does not have three segments', 'a.b.c.d'],
    ["it starts with 'Bearer': pass the token alone", `Bearer ${good}`],
    ["it starts with 'Bearer': pass the token alone", `bearer ${good}`],
    ["it starts with 'Bearer': pass the token alone", 'Bearer'],
    ['it is in quotes: pass the token alone', `"${good}"`],
    ['it is in quotes: pass the token alone', `'${good}'`],
    ['it holds white space: pass the token alone', `${good}\n`],
    ['it holds white space: pass the token alone', ` ${good}`],
    ['it holds white space: pass the token alone', `${header}. e30.AAAA`],
    ['it holds white space: pass the token alone', `${good} bearer`],
    ['it has base64 padding: pass the token as the pool made it', `${good}=`],
    ['it has base64 padding: pass the token as the pool made it', `${header}.e30=.AAAA`],
    ['it has base64 padding: pass the token as the pool made it', `${header}==.e30.AAAA`],
    ['a segment is not canonical base64url', `${header}.e31.AAAA`],
    ['a segment is not canonical base64url', `${header}.e30.AA+/`],
    ['a segment is not canonical base64url', `${good}"`],
    ['a segment is not canonical base64url', `${header}..AAAA`],
    ['the header is too long', tokenWith({ ...GOOD, note: 'n'.repeat(1_600) })],
    ['the header is not a JSON object', 'AAAA.e30.AAAA'],
    ['the header is not a JSON object', '.e30.AAAA'],
    ["the header parameter 'crit' is not supported", tokenWith({ ...GOOD, crit: ['secret'] })],
    ["the header parameter 'b64' is not supported", tokenWith({ ...GOOD, b64: false })],
    ["the header parameter 'zip' is not supported", tokenWith({ ...GOOD, zip: 'DEF' })],
    ["the header parameter 'kid' is missing, empty or too long", tokenWith({ alg: 'RS256' })],
    ["the header parameter 'kid' is missing, empty or too long", tokenWith({ ...GOOD, kid: 'k'.repeat(257) })],
  ])('is: %s', (cause, token) => {
    // To the word, so that nothing of the token can be in it.
    expect(answerTo(token)).toMatchObject({ reason: 'token_malformed', cause });
  });

  it.each([undefined, 'a.b.c.d.e', tokenWith({ kid: 'a', alg: 'none' }), 'x'.repeat(16_385)])(
    'is not told where the reason says all: %#',
    (token) => {
      expect(answerTo(token)).not.toHaveProperty('cause');
    },
  );
});

describe('the header that was read last', () => {
  it('is not read again, whatever token bears it', () => {
    const decode = createDecoder(16_384);
    expect(decode(tokenWith(GOOD))).toMatchObject({ kid: GOOD.kid });
    const parse = vi.spyOn(JSON, 'parse');
    expect(decode(`${encoded(JSON.stringify(GOOD))}.e30.BBBB`)).toMatchObject({ kid: GOOD.kid });
    expect(parse).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  it.each([
    ['no token', undefined, 'token_missing'],
    ['alg none', tokenWith({ ...GOOD, alg: 'none' }), 'algorithm_not_allowed'],
    ['another kid', tokenWith({ ...GOOD, kid: 'b' }), 'b'],
    ['no kid', tokenWith({ alg: 'RS256' }), 'token_malformed'],
    ['a longer header', `${encoded(JSON.stringify(GOOD))}A.e30.AAAA`, 'token_malformed'],
  ])('lends its kid to no token with %s', (_, token, outcome) => {
    const decode = createDecoder(16_384);
    decode(tokenWith(GOOD));
    const answer = decode(token);
    expect('reason' in answer ? answer.reason : answer.kid).toBe(outcome);
  });

  it('is one that was good: a bad one between does not displace it, and is refused each time', () => {
    const decode = createDecoder(16_384);
    const bad = tokenWith({ ...GOOD, crit: [] });
    for (let turn = 0; turn < 2; turn += 1) {
      expect(decode(tokenWith(GOOD))).toMatchObject({ kid: GOOD.kid });
      expect(decode(bad)).toMatchObject({ reason: 'token_malformed' });
    }
  });
});

describe('the JSON object of a segment', () => {
  it.each([
    ['{"a":"\\/"}', { a: '/' }],
    [' {} ', {}],
    ['[]', undefined],
    ['"text"', undefined],
    ['1', undefined],
    ['null', undefined],
    ['{', undefined],
    ['', undefined],
    ['{}{}', undefined],
  ])('%s', (json, object) => {
    expect(parseObject(Buffer.from(json))).toEqual(object);
  });
});
