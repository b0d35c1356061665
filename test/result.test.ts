import { expect, it } from 'vitest';
import { reject } from '../src/result.ts';

it('a refusal is its reason with the constant message, and no more than it was given', () => {
  expect(reject('token_expired')).toEqual({
    token_valid: false,
    reason: 'token_expired',
    message: 'The token has expired',
  });
  expect(Object.keys(reject('token_expired'))).toEqual(['token_valid', 'reason', 'message']);
});

it('a refusal may tell more: claims, a cause, a time to wait', () => {
  const details = { claims: { sub: 'a' }, cause: new Error('x'), retryAfterSeconds: 3 };
  expect(reject('keys_unavailable', details)).toMatchObject(details);
});
