import { cognitoUserPoolsTokenProvider as tokenProvider } from '@aws-amplify/auth/cognito';
import { Amplify } from '@aws-amplify/core';
import { isLocal, pool } from '../settings.ts';

/** The umbrella package `aws-amplify` wires its token store by itself; the two packages alone want these lines. */
export function configureAmplify(): void {
  const Auth = {
    Cognito: {
      userPoolId: pool.userPoolId,
      userPoolClientId: pool.clientId,
      loginWith: { email: true },
      // On AWS the address follows from the pool's ID.
      ...(isLocal && { userPoolEndpoint: `${location.origin}/cognito/` }),
    },
  };
  tokenProvider.setAuthConfig(Auth);
  Amplify.configure({ Auth }, { Auth: { tokenProvider } });
}
