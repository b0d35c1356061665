// Asks Cognito itself, by GetUser, for the few calls that matter: deleting an account, paying out. It knows what no list was told:
// users who were disabled or deleted, and sessions that somebody ended in the console. A round trip each, and Cognito allows
// 120 a second for a whole account and Region, so the other routes have a verifier that does not ask.
import {
  type CognitoIdentityProviderClient,
  GetUserCommand,
  NotAuthorizedException,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';
import { type CognitoVerifierOptions, createCognitoVerifier, type VerifiedToken } from 'cognito-guard';
import { requireAuth } from 'cognito-guard/express';
import express from 'express';

/** Without it Cognito says NotAuthorizedException as well, and every such token would seem to be revoked. */
const NEEDED_SCOPE = 'aws.cognito.signin.user.admin';
/** The verifier answers 503 after a second, so nobody waits for longer. */
const LONGEST_ANSWER_MS = 900;

export function revokedAtCognito(cognito: CognitoIdentityProviderClient) {
  return async function isRevoked({ token, token_use, claims }: VerifiedToken): Promise<boolean> {
    const scopes = token_use === 'access' ? claims.scope?.split(' ') : [];
    if (!scopes?.includes(NEEDED_SCOPE))
      throw new Error(`GetUser needs an access token with the scope ${NEEDED_SCOPE}`);
    try {
      await cognito.send(new GetUserCommand({ AccessToken: token }), {
        abortSignal: AbortSignal.timeout(LONGEST_ANSWER_MS),
      });
      return false;
    } catch (error) {
      if (error instanceof NotAuthorizedException || error instanceof UserNotFoundException) return true;
      // Too many requests, an outage, no network: nobody can tell, and the answer is a 503.
      throw error;
    }
  };
}

export function createApp(options: CognitoVerifierOptions<'access'>, cognito: CognitoIdentityProviderClient) {
  const verifier = createCognitoVerifier(options);
  const askingCognito = createCognitoVerifier({ ...options, isRevoked: revokedAtCognito(cognito) });
  const app = express();
  app.get('/messages', requireAuth(verifier), (_req, res) => void res.json({ messages: [] }));
  app.delete('/account', requireAuth(askingCognito), (_req, res) => void res.status(204).end());
  return app;
}
