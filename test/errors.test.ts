import { ConfigError, TokenRejectedError } from 'cognito-guard';
import { describe, expect, it } from 'vitest';
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
