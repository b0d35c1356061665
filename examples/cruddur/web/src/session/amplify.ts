import { cognitoUserPoolsTokenProvider as tokenProvider } from '@aws-amplify/auth/cognito';
import { Amplify, ConsoleLogger, fetchAuthSession } from '@aws-amplify/core';
import { isLocal, pool } from '../settings.ts';
import { SessionEnded, type TokenPair } from './token-pair.ts';

/** The package `aws-amplify` connects its token store by itself. With its two parts alone, this code has to. */
export function configureAmplify(): void {
  const Auth = {
    Cognito: {
      userPoolId: pool.userPoolId,
      userPoolClientId: pool.clientId,
      loginWith: { email: true },
      // For a pool on AWS, Amplify derives the address from the pool ID.
      ...(isLocal && { userPoolEndpoint: `${location.origin}/cognito/` }),
    },
  };
  // It would warn that the endpoint is a custom one, which it is on purpose.
  if (isLocal) ConsoleLogger.LOG_LEVEL = 'ERROR';
  tokenProvider.setAuthConfig(Auth);
  Amplify.configure({ Auth }, { Auth: { tokenProvider } });
}

export async function poolTokens(how: 'as they are' | 'refreshed'): Promise<TokenPair | undefined> {
  if (!(await hasPoolTokens())) return undefined;
  try {
    const { tokens } = await fetchAuthSession({ forceRefresh: how === 'refreshed' });
    if (tokens?.idToken) return { accessToken: tokens.accessToken.toString(), idToken: tokens.idToken.toString() };
  } catch (error) {
    if (await hasPoolTokens()) throw error;
  }
  // Amplify deletes the tokens that the pool refuses to renew, and no others.
  throw new SessionEnded();
}

async function hasPoolTokens(): Promise<boolean> {
  return (await tokenProvider.tokenOrchestrator.getTokenStore().loadTokens()) !== null;
}

export async function forgetPoolTokens(): Promise<void> {
  await tokenProvider.tokenOrchestrator.clearTokens();
}
