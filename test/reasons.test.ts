import { REASONS, type ReasonRow } from 'cognito-guard';
import { describe, expect, it } from 'vitest';

const rows: readonly (readonly [string, ReasonRow])[] = Object.entries(REASONS);

describe('every reason', () => {
  it.each(rows)('%s has a message that a challenge can carry unescaped', (_, { message }) => {
    // RFC 6750 section 3: %x20-21 / %x23-5B / %x5D-7E.
    expect(message).toMatch(/^[\x20-\x21\x23-\x5B\x5D-\x7E]{10,120}$/);
  });

  it.each(rows)('%s has the OAuth code that belongs to its status', (reason, { status, error }) => {
    const codes = { 400: 'invalid_request', 401: 'invalid_token', 403: 'insufficient_scope', 503: undefined };
    const without = [
      'token_missing',
      'group_missing',
      'permission_missing',
      'keys_unavailable',
      'revocation_unavailable',
    ];
    // RFC 9470 section 3; all others are those of RFC 6750.
    const wanted = reason === 'step_up_required' ? 'insufficient_user_authentication' : codes[status];
    expect(error).toBe(without.includes(reason) ? undefined : wanted);
  });

  it('has a message of its own', () => {
    expect(new Set(rows.map(([, { message }]) => message)).size).toBe(rows.length);
  });

  it('cannot be changed', () => {
    expect(Object.isFrozen(REASONS)).toBe(true);
    for (const [, row] of rows) expect(Object.isFrozen(row)).toBe(true);
  });
});
