// middy on AWS Lambda. A refusal that is returned from `before` ends the run there: no later step sees it, so it goes out
// without the headers of http-cors, and a browser takes it for a network failure. So it is thrown, and answered in `onError`.
import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyEventV2, APIGatewayProxyResult, Context } from 'aws-lambda';
import {
  authenticateRequest,
  type HttpRefusal,
  REASONS,
  toHttpRefusal,
  type VerifiedToken,
  type VerifierLike,
} from 'cognito-guard';

type Event = APIGatewayProxyEvent | APIGatewayProxyEventV2;
type AuthContext = Context & { auth: VerifiedToken };

class RefusedError extends Error {
  readonly refusal: HttpRefusal;
  constructor(refusal: HttpRefusal) {
    super(refusal.body.reason);
    this.refusal = refusal;
  }
}

/** `.use(cognitoGuard(verifier))` after the middleware for CORS: `onError` runs from the last to the first. */
export function cognitoGuard(verifier: VerifierLike, groups: readonly string[] = []) {
  return {
    before: async ({ event, context }) => {
      const auth = await authenticateRequest(verifier, event);
      if (!auth.token_valid) throw new RefusedError(toHttpRefusal(auth));
      if (!groups.every((group) => auth.claims['cognito:groups']?.includes(group))) {
        const { message } = REASONS.group_missing;
        throw new RefusedError(toHttpRefusal({ token_valid: false, reason: 'group_missing', message }));
      }
      context.auth = auth;
    },
    onError: (request) => {
      if (!(request.error instanceof RefusedError)) return;
      const { status, headers, body } = request.error.refusal;
      request.response = {
        statusCode: status,
        headers: { ...headers, 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      };
    },
  } satisfies MiddlewareObj<Event, APIGatewayProxyResult, Error, AuthContext>;
}
