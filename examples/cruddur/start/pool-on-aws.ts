import type { PoolOfTheFrontEnd } from '../web/src/settings.ts';

/** The real user pool that the environment names, or undefined for the local one. Neither value is a secret. */
export function poolOnAws(env: Readonly<Record<string, string | undefined>>): PoolOfTheFrontEnd | undefined {
  const userPoolId = env.VITE_COGNITO_USER_POOL_ID || undefined;
  const clientId = env.VITE_COGNITO_CLIENT_ID || undefined;
  const domain = env.VITE_COGNITO_DOMAIN || undefined;
  if (userPoolId === undefined && clientId === undefined) {
    // The local pool shows its codes to anyone who asks, and forgets its users when it stops.
    if (env.NODE_ENV === 'production') {
      throw new Error(
        'The local user pool is not for production: set VITE_COGNITO_USER_POOL_ID and VITE_COGNITO_CLIENT_ID',
      );
    }
    return undefined;
  }
  if (userPoolId === undefined) throw new Error('VITE_COGNITO_CLIENT_ID is set: set VITE_COGNITO_USER_POOL_ID as well');
  if (clientId === undefined) throw new Error('VITE_COGNITO_USER_POOL_ID is set: set VITE_COGNITO_CLIENT_ID as well');
  return { userPoolId, clientId, ...(domain !== undefined && { hostedLogin: `https://${domain}` }) };
}
