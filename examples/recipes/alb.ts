// Express behind an Application Load Balancer that signs users in by itself (`authenticate-cognito`). The access token
// arrives in a header of the load balancer's, without `Bearer`, so a guard that reads Authorization refuses everybody.
import type { VerifiedToken, VerifierLike } from 'cognito-guard';
import { authOf, type ExpressRequest, requireAuth } from 'cognito-guard/express';
import express from 'express';

// What may be trusted:
// - x-amzn-oidc-accesstoken, once verified: Cognito signed it, so it is good whoever has sent it. Give the verifier the
//   app client of the load balancer as its clientId.
// - x-amzn-oidc-identity, never: it is plain text. Anybody who reaches this server by another way writes into it what they
//   like, so close the security group to all but the load balancer, and take `sub` from the verified token.
// - x-amzn-oidc-data, not by this package: it is signed by the load balancer and not by the user pool.
const ACCESS_TOKEN = 'x-amzn-oidc-accesstoken';

/** Sent twice, the field arrives as one text with a comma, which is no token: refused. */
function getToken({ headers }: ExpressRequest): string | undefined {
  const token = headers[ACCESS_TOKEN];
  return typeof token === 'string' ? token : undefined;
}

export function createApp(verifier: VerifierLike<'access'>) {
  const app = express();
  app.get('/messages', requireAuth(verifier, { getToken }), (req, res) => {
    res.json({ sub: authOf<VerifiedToken<'access'>>(req).claims.sub });
  });
  app.get('/reports', requireAuth(verifier, { getToken, groups: ['moderators'] }), (_req, res) => {
    res.json({ reports: [] });
  });
  return app;
}
