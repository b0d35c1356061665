import type { VerifyResult } from 'cognito-guard';
import { type AuthenticatedRequest, authenticate, requireAuth } from 'cognito-guard/express';
import express5, { type RequestHandler } from 'express';
import express4 from 'express4';
import { describe } from 'vitest';
import { type AppUnderTest, adapterContract, HANDLER_ERROR, pageFor } from './adapter-contract.ts';

describe.each([
  ['Express 5', express5],
  ['Express 4', express4],
])('%s', (_, express) => {
  function application({ verifier, options, guard, earlierHeaders, foreignAuth, earlyAnswer }: AppUnderTest) {
    const page: RequestHandler = (req, res) => {
      res.json(pageFor((req as AuthenticatedRequest<typeof req, VerifyResult>).auth));
    };
    const open = authenticate(verifier, options);
    const closed = requireAuth(verifier, { ...guard, ...options });
    const app = express();
    // Any environment but 'test' prints the stack of what reaches the error handler.
    app.set('env', 'production');
    app.use((req, res, next) => {
      res.set(earlierHeaders);
      Object.assign(req, { auth: foreignAuth });
      if (earlyAnswer !== undefined) res.send(earlyAnswer);
      next();
    });
    app.get('/open', open, page);
    app.get('/closed', closed, page);
    app.get('/both', open, closed, page);
    app.get('/failing', closed, () => {
      throw HANDLER_ERROR;
    });
    return app;
  }

  adapterContract({ listener: application, bodyBy: 'us' });
});
