import { REASONS, toHttpRefusal, type VerifierLike } from 'cognito-guard';
import * as lambda from 'cognito-guard/lambda';

// Called once, where the module is loaded, so that keys and verified tokens are kept from one invocation to the next:
//   export const { authorizer, listOrders, home, removeMessage } = createHandlers(createCognitoVerifier(options));
export function createHandlers(verifier: VerifierLike) {
  const authOf = lambda.authenticate(verifier);
  const moderator = lambda.requireAuth(verifier, { groups: ['moderators'] });

  return {
    /** The Lambda authorizer of an HTTP API. Its answers are cached for every route, so a guard here is for all of them. */
    authorizer: lambda.httpApiAuthorizer(verifier),

    /** Behind the authorizer: no token is read again. */
    async listOrders(event: lambda.ProxyEvent) {
      const { sub, groups } = lambda.readAuthorizerClaims(event);
      return json(200, { orders: [], sub, groups });
    },

    async home(event: lambda.ProxyEvent) {
      const auth = await authOf(event);
      if (auth.token_valid) return json(200, { page: 'member', sub: auth.claims.sub });
      if (REASONS[auth.reason].status !== 503) return json(200, { page: 'anonymous', reason: auth.reason });
      // Our outage, not their sign-out.
      const { status, headers, body } = toHttpRefusal(auth);
      return json(status, body, headers);
    },

    /** Without an authorizer, which could neither answer 503 in an outage nor set WWW-Authenticate. */
    async removeMessage(event: lambda.ProxyEvent) {
      const auth = await moderator(event);
      return 'token_valid' in auth ? { statusCode: 204 } : auth;
    },
  };
}

function json(statusCode: number, body: object, headers: Readonly<Record<string, string>> = {}) {
  return { statusCode, headers: { ...headers, Vary: 'Authorization' }, body: JSON.stringify(body) };
}
