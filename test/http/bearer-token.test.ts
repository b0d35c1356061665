import { describe, expect, it } from 'vitest';
import { type RequestLike, readBearerToken } from '../../src/http/bearer-token.ts';

const TOKEN = 'eyJraWQiOiJhIn0.eyJzdWIiOiJiIn0.c2ln';

/** The token, or the reason of the refusal. */
const outcomeOf = (request: RequestLike) => {
  const read = readBearerToken(request);
  return typeof read === 'string' ? read : read.reason;
};

const causeOf = (request: RequestLike) => {
  const read = readBearerToken(request);
  return typeof read === 'string' ? 'a token was found' : read.cause;
};

describe('the Authorization header', () => {
  it.each([
    ['the token', `Bearer ${TOKEN}`, TOKEN],
    ['small letters', `bearer ${TOKEN}`, TOKEN],
    ['capitals', `BEARER ${TOKEN}`, TOKEN],
    ['several spaces', `Bearer   ${TOKEN}`, TOKEN],
    ['every character of the token alphabet', 'Bearer azAZ09-._~+/==', 'azAZ09-._~+/=='],
    ['an array of one string', [`Bearer ${TOKEN}`], TOKEN],
    ['nothing', undefined, 'token_missing'],
    ['null', null, 'token_missing'],
    ['an empty field', '', 'token_missing'],
    ['Basic', 'Basic dTpw', 'token_missing'],
    ['DPoP with a token', `DPoP ${TOKEN}`, 'token_missing'],
    ['words that begin like a bare token', `${TOKEN} x`, 'token_missing'],
    ['an AWS signature', 'AWS4-HMAC-SHA256 Credential=a, Signature=b', 'token_missing'],
    ['the scheme alone', 'Bearer', 'token_missing'],
    ['the scheme and spaces', 'Bearer   ', 'token_missing'],
    ['the word null', 'Bearer null', 'token_missing'],
    ['the word undefined', 'Bearer undefined', 'token_missing'],
    ['a tab', `Bearer\t${TOKEN}`, 'request_malformed'],
    ['a no-break space', `Bearer\u00a0${TOKEN}`, 'request_malformed'],
    ['no space', `Bearer${TOKEN}`, 'request_malformed'],
    ['a colon', `Bearer: ${TOKEN}`, 'request_malformed'],
    ['quotes', `Bearer "${TOKEN}"`, 'request_malformed'],
    ['a word more', `Bearer ${TOKEN} x`, 'request_malformed'],
    ['a closing space', `Bearer ${TOKEN} `, 'request_malformed'],
    ['a line feed', `Bearer ${TOKEN}\n`, 'request_malformed'],
    ['the scheme twice', `Bearer Bearer ${TOKEN}`, 'request_malformed'],
    ['a comma', `Bearer ${TOKEN}, Bearer ${TOKEN}`, 'request_malformed'],
    ['= before the end', 'Bearer a=b', 'request_malformed'],
    ['only =', 'Bearer =', 'request_malformed'],
    ['a letter outside ASCII', 'Bearer tokén', 'request_malformed'],
    ['a bare token', TOKEN, 'request_malformed'],
    ['a bare token in quotes', `"${TOKEN}"`, 'request_malformed'],
    ['a number', 7, 'request_malformed'],
    ['an object', {}, 'request_malformed'],
    ['an array of two', [`Bearer ${TOKEN}`, `Bearer ${TOKEN}`], 'request_malformed'],
    ['an empty array', [], 'request_malformed'],
    ['the word null without a space', 'Bearernull', 'request_malformed'],
    ['the word null in capitals, which may be a token', 'Bearer NULL', 'NULL'],
    ['an array in an array', [[`Bearer ${TOKEN}`]], 'request_malformed'],
  ])('with %s', (_, authorization, outcome) => {
    expect(outcomeOf({ headers: { authorization } })).toBe(outcome);
  });
});

describe('a header that is longer than any token', () => {
  const MEGABYTE = 1_048_576;
  const overLong = 65_536 + 1_024 + 1;

  it.each<readonly [string, string]>([
    ['a token', `Bearer ${'a'.repeat(MEGABYTE)}`],
    ['spaces', `Bearer${' '.repeat(MEGABYTE)}a`],
    ['a character that no token has at its end', `Bearer ${'a'.repeat(MEGABYTE)}é`],
    ['many words', `Bearer ${'a '.repeat(MEGABYTE)}`],
    ['a bare token', `eyJ${'a'.repeat(MEGABYTE)}`],
    ['one character too many', `Bearer ${'a'.repeat(overLong - 'Bearer '.length)}`],
  ])('is as too large as the token would be, whatever it holds: %s', (_, authorization) => {
    expect(outcomeOf({ headers: { authorization } })).toBe('token_too_large');
    expect(outcomeOf({ headers: { Authorization: [authorization] } })).toBe('token_too_large');
    expect(outcomeOf({ headers: { get: () => authorization } })).toBe('token_too_large');
  });

  it('leaves room for the longest token that an option allows, its scheme and spaces', () => {
    const longest = 'a'.repeat(65_536);
    for (const spaces of [1_000, overLong - 1 - 'Bearer'.length - longest.length]) {
      expect(outcomeOf({ headers: { authorization: `Bearer${' '.repeat(spaces)}${longest}` } })).toBe(longest);
    }
  });

  it('is malformed all the same where there are two', () => {
    const authorization = `Bearer ${'a'.repeat(MEGABYTE)}`;
    expect(outcomeOf({ headers: { authorization }, rawHeaders: ['authorization', 'x', 'authorization', 'y'] })).toBe(
      'request_malformed',
    );
  });
});

describe('the cause of a malformed header, for logs', () => {
  const SEVERAL = 'there is more than one word after Bearer';

  it.each<readonly [string, RequestLike, string]>([
    ['a bare token', { headers: { authorization: TOKEN } }, "the scheme 'Bearer' is missing"],
    ['a bare token in quotes', { headers: { authorization: `"${TOKEN}"` } }, "the scheme 'Bearer' is missing"],
    ['no space', { headers: { authorization: `Bearer${TOKEN}` } }, "there is no space after 'Bearer'"],
    ['a tab', { headers: { authorization: `Bearer\t${TOKEN}` } }, "there is no space after 'Bearer'"],
    ['quotes', { headers: { authorization: `Bearer "${TOKEN}"` } }, 'the token is in quotes'],
    ['a word more', { headers: { authorization: `Bearer ${TOKEN} x` } }, SEVERAL],
    ['the scheme twice', { headers: { authorization: `Bearer Bearer ${TOKEN}` } }, SEVERAL],
    ['a comma', { headers: { authorization: `Bearer ${TOKEN},Bearer` } }, SEVERAL],
    [
      'a letter outside ASCII',
      { headers: { authorization: 'Bearer tokén' } },
      'there is a character in the token that no token has',
    ],
    [
      'a quote within',
      { headers: { authorization: 'Bearer a"b' } },
      'there is a character in the token that no token has',
    ],
    ['a number', { headers: { authorization: 7 } }, 'the Authorization header is not one text'],
    [
      'an array of two',
      { headers: { authorization: ['Bearer a', 'Bearer b'] } },
      'the Authorization header is not one text',
    ],
    [
      'two fields',
      {
        headers: { authorization: 'Bearer a' },
        rawHeaders: ['Authorization', 'Bearer a', 'Authorization', 'Bearer b'],
      },
      'there are two Authorization headers',
    ],
  ])('names the slip in %s, and nothing of the header', (_, request, cause) => {
    expect(causeOf(request)).toBe(cause);
  });

  it('is left out where the header is merely missing', () => {
    expect(readBearerToken({ headers: {} })).not.toHaveProperty('cause');
    expect(readBearerToken({ headers: { authorization: 'Basic dTpw' } })).not.toHaveProperty('cause');
  });
});

describe('the field is found', () => {
  it.each<readonly [string, RequestLike, string]>([
    ['in any spelling of a plain object', { headers: { AuThOrIzAtIoN: `Bearer ${TOKEN}` } }, TOKEN],
    ['in a web Headers', { headers: new Headers({ Authorization: `Bearer ${TOKEN}` }) }, TOKEN],
    ['not in a web Headers without it', { headers: new Headers() }, 'token_missing'],
    ['in two spellings that agree', { headers: { authorization: 'Bearer a', Authorization: 'Bearer a' } }, 'a'],
    [
      'not in two spellings that differ',
      { headers: { authorization: 'Bearer a', Authorization: 'Bearer b' } },
      'request_malformed',
    ],
    ['not on the prototype', { headers: Object.create({ authorization: `Bearer ${TOKEN}` }) }, 'token_missing'],
    [
      'not under a name that only looks alike',
      { headers: { authorızation: `Bearer ${TOKEN}`, 'x-authorization': 'Bearer b' } },
      'token_missing',
    ],
    ['not without headers', {} as never, 'token_missing'],
    ['not where headers are null', { headers: null } as never, 'token_missing'],
    ['not where headers are text', { headers: `Bearer ${TOKEN}` } as never, 'token_missing'],
    ['beside a header that is called get', { headers: { get: 'x', authorization: `Bearer ${TOKEN}` } }, TOKEN],
    [
      'not where the raw list shows two',
      {
        headers: { authorization: 'Bearer a' },
        rawHeaders: ['Authorization', 'Bearer a', 'AUTHORIZATION', 'Bearer b'],
      },
      'request_malformed',
    ],
    [
      'where the raw list shows it once',
      { headers: { authorization: 'Bearer a' }, rawHeaders: ['Host', 'authorization', 'Authorization', 'Bearer a'] },
      'a',
    ],
  ])('%s', (_, request, outcome) => {
    expect(outcomeOf(request)).toBe(outcome);
  });
});

it('reads a request whose raw list is no list, as a polluted Object.prototype makes it', () => {
  const request = { headers: { authorization: `Bearer ${TOKEN}` }, rawHeaders: null as never };
  expect(outcomeOf(request)).toBe(TOKEN);
});

describe('a raw list that a polluted Object.prototype brings', () => {
  const FORGED = ['Authorization', 'Bearer a', 'Authorization', 'Bearer b'];
  /** As the request of HTTP/2 has it: not of its own. */
  class Http2Request {
    headers = { authorization: 'Bearer a' };
    get rawHeaders() {
      return FORGED.slice();
    }
  }

  it.each<readonly [string, RequestLike, string]>([
    ['is not counted where the request has none', { headers: { authorization: 'Bearer a' } }, 'a'],
    ['is not counted for a web Request', new Request('http://a/', { headers: { authorization: 'Bearer a' } }), 'a'],
    [
      'does not hide one that shows two',
      { headers: { authorization: 'Bearer a' }, rawHeaders: FORGED.slice() },
      'request_malformed',
    ],
    ['does not hide one of the class of the request', new Http2Request(), 'request_malformed'],
  ])('%s', (_, request, outcome) => {
    Object.defineProperty(Object.prototype, 'rawHeaders', { value: FORGED, configurable: true });
    try {
      expect(outcomeOf(request)).toBe(outcome);
    } finally {
      Reflect.deleteProperty(Object.prototype, 'rawHeaders');
    }
  });
});

it('gives no token that a polluted Object.prototype brings', () => {
  Object.defineProperty(Object.prototype, 'authorization', { value: `Bearer ${TOKEN}`, configurable: true });
  try {
    expect(outcomeOf({ headers: {} })).toBe('token_missing');
  } finally {
    Reflect.deleteProperty(Object.prototype, 'authorization');
  }
});
