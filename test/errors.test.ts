import { runInNewContext } from 'node:vm';
import { ConfigError, TokenRejectedError } from 'cognito-guard';
import { describe, expect, it } from 'vitest';
import { messagesOf } from '../src/errors.ts';
import { reject } from '../src/result.ts';

describe('ConfigError', () => {
  it('is an Error that can be told by its class and its name', () => {
    const cause = new Error('underneath');
    const error = new ConfigError('clientId must be ...', { cause });
    expect(error).toBeInstanceOf(Error);
    expect([error.name, error.message, error.cause]).toEqual(['ConfigError', 'clientId must be ...', cause]);
  });
});

describe('TokenRejectedError', () => {
  it('tells reason, message, cause and when to try again', () => {
    const cause = new Error('ECONNREFUSED');
    const error = new TokenRejectedError(reject('keys_unavailable', { retryAfterSeconds: 7, cause }));
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'TokenRejectedError',
      reason: 'keys_unavailable',
      retryAfterSeconds: 7,
      cause,
    });
    expect(error.message).toMatch(/^The signing keys/);
  });

  it('holds no claim, and no time to wait where there is none', () => {
    const error = new TokenRejectedError(reject('token_expired', { claims: { sub: 'secret' } }));
    expect(error).not.toHaveProperty('claims');
    expect(error).not.toHaveProperty('retryAfterSeconds');
    expect(JSON.stringify(error) + error.stack).not.toContain('secret');
  });
});

describe('the messages of an error', () => {
  const chain = new Error('outer', { cause: new Error('middle', { cause: new Error('inner') }) });
  const endless = new Error('again');
  endless.cause = endless;

  it.each<[title: string, error: unknown, messages: string]>([
    ['one alone', new Error('down'), 'down'],
    ['its causes, outermost first', chain, 'outer: middle: inner'],
    ['a cause that is text', new Error('outer', { cause: 'text' }), 'outer: text'],
    ['no cause', 'text', 'text'],
    ['nothing', undefined, ''],
    ['null', null, 'null'],
    [
      'an error of another realm',
      runInNewContext("new TypeError('fetch failed', { cause: new Error('refused') })"),
      'fetch failed: refused',
    ],
    [
      'that an error cannot be read',
      new Proxy(new Error('x'), {
        get: () => {
          throw new Error('trap');
        },
      }),
      'an error that cannot be read',
    ],
    ['that an object without prototype is no Error', Object.create(null), 'something else than an Error'],
    [
      'the code of an error without a message',
      Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }),
      'ECONNREFUSED',
    ],
    ['the name of an error with neither', new AggregateError([]), 'AggregateError'],
    ['eight of a chain that leads back to its start', endless, Array(8).fill('again').join(': ')],
  ])('tell %s', (_, error, messages) => {
    expect(messagesOf(error)).toBe(messages);
  });
});

it('of a refusal take no time to come back from a polluted Object.prototype', () => {
  Object.defineProperty(Object.prototype, 'retryAfterSeconds', { value: 7, configurable: true });
  try {
    const error = new TokenRejectedError({
      token_valid: false,
      reason: 'token_expired',
      message: 'The token has expired',
    });
    expect(Object.hasOwn(error, 'retryAfterSeconds')).toBe(false);
  } finally {
    Reflect.deleteProperty(Object.prototype, 'retryAfterSeconds');
  }
});
