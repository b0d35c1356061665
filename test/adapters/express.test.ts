import { createCognitoVerifier, type VerifyResult } from 'cognito-guard';
import { type AuthenticatedRequest, authenticate, requireAuth } from 'cognito-guard/express';
import { createTestUserPool } from 'cognito-guard/testing';
import express5, { type ErrorRequestHandler, type Request, type RequestHandler } from 'express';
import express4 from 'express4';
import { describe, expect, it } from 'vitest';
import { serve } from '../support/loopback.ts';
import { type AppUnderTest, adapterContract, HANDLER_ERROR, pageFor } from './adapter-contract.ts';

async function userPool() {
  const pool = await createTestUserPool();
  return { pool, verifier: createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' }) };
}

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

  it('takes the token from a cookie by a getToken that knows the request', async () => {
    const { pool, verifier } = await userPool();
    const app = express();
    const getToken = (req: Request) => /(?:^|; )session=([^;]+)/.exec(req.headers.cookie ?? '')?.[1];
    app.get('/', requireAuth(verifier, { getToken }), (_req, res) => {
      res.send('in');
    });
    const { ask, close } = await serve(app);
    const session = await pool.accessToken();
    expect(await ask('/', ['cookie', `theme=dark; session=${session}`])).toMatchObject({ status: 200, body: 'in' });
    expect(await ask('/', ['cookie', 'theme=dark'])).toMatchObject({ status: 401 });
    await close();
  });

  it('calls no error handler for a refused token', async () => {
    const { verifier } = await userPool();
    const heard: unknown[] = [];
    const app = express();
    app.use(requireAuth(verifier));
    const errorHandler: ErrorRequestHandler = (error, _req, _res, next) => {
      heard.push(error);
      next(error);
    };
    app.use(errorHandler);
    const { ask, close } = await serve(app);
    expect(await ask('/nowhere')).toMatchObject({ status: 401 });
    expect(heard).toEqual([]);
    await close();
  });

  it('keeps two verifiers on one request apart: the later one speaks', async () => {
    const [first, second] = [await userPool(), await userPool()];
    const app = express();
    app.get('/', authenticate(first.verifier), requireAuth(second.verifier), (_req, res) => {
      res.send('in');
    });
    const { ask, close } = await serve(app);
    const statusFor = async (token: string) => (await ask('/', ['authorization', `Bearer ${token}`])).status;
    expect(await statusFor(await first.pool.accessToken())).toBe(401);
    expect(await statusFor(await second.pool.accessToken())).toBe(200);
    await close();
  });
});
