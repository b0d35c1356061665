// middy on AWS Lambda. A refusal that is returned from `before` ends the run there: no later step sees it, so it goes out
// without the headers of http-cors, and a browser takes it for a network failure. So it is thrown, and answered in `onError`.
import type { MiddlewareObj } from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Guard, VerifiedToken, VerifierLike } from 'cognito-guard';
import { type ProxyAnswer, type ProxyEvent, requireAuth } from 'cognito-guard/lambda';

type AuthContext = Context & { auth: VerifiedToken };

class RefusedError extends Error {
  readonly answer: ProxyAnswer;
  constructor(answer: ProxyAnswer) {
    super('The request was refused');
    this.answer = answer;
  }
}

/** `.use(cognitoGuard(verifier))`, after http-cors: `onError` runs from the last middleware to the first. */
export function cognitoGuard(verifier: VerifierLike, ...guard: [guard?: Guard]) {
  const decide = requireAuth(verifier, ...guard);
  return {
    before: async ({ event, context }) => {
      const decided = await decide(event);
      if (!('token_valid' in decided)) throw new RefusedError(decided);
      context.auth = decided;
    },
    onError: (request) => {
      // Set and not returned: what a middleware returns ends the run.
      if (request.error instanceof RefusedError) request.response = request.error.answer;
    },
  } satisfies MiddlewareObj<ProxyEvent, unknown, Error, AuthContext>;
}
