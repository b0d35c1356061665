import { CognitoError } from '../errors.ts';
import { text } from '../input.ts';
import { requireActive } from '../password-sign-in.ts';
import type { Operation, PoolContext } from '../pool-context.ts';
import { API_SCOPE } from '../sign-ins.ts';

/** There is no new refresh token in the answer: this pool does not rotate them. */
export async function refreshTokens(pool: PoolContext, refreshToken: string): Promise<object> {
  const signIn = pool.signIns.byRefresh(refreshToken);
  requireActive(signIn.user);
  const tokens = await pool.signIns.mint(signIn);
  return {
    AuthenticationResult: {
      AccessToken: tokens.accessToken,
      IdToken: tokens.idToken,
      ExpiresIn: tokens.expiresIn,
      TokenType: 'Bearer',
    },
  };
}

export const getTokensFromRefreshToken: Operation = (pool, input) => refreshTokens(pool, text(input, 'RefreshToken'));

/** Ends one sign-in. An unknown or revoked token gets the same answer as a good one (RFC 7009, section 2.2). */
export const revokeToken: Operation = (pool, input) => {
  const token = text(input, 'Token');
  if (token.split('.').length === 3) {
    throw new CognitoError('UnsupportedTokenTypeException', 'Only refresh tokens can be revoked.');
  }
  pool.signIns.revoke(token);
  return {};
};

export const globalSignOut: Operation = async (pool, input) => {
  const { user } = await pool.signIns.byAccess(text(input, 'AccessToken'), API_SCOPE);
  pool.signIns.revokeAll(user);
  return {};
};
