import { cognitoUserPoolsTokenProvider as tokenProvider } from '@aws-amplify/auth/cognito';
import { Amplify, ConsoleLogger } from '@aws-amplify/core';
import { isLocal, pool } from '../settings.ts';

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

export async function forgetPoolTokens(): Promise<void> {
  await tokenProvider.tokenOrchestrator.clearTokens();
}
