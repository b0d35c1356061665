import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { connect, createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { createCognitoVerifier, type VerifiedToken } from 'cognito-guard';
import { authenticate, authOf, requireAuth } from 'cognito-guard/express';
import { createTestUserPool } from 'cognito-guard/testing';
import express5, { type ErrorRequestHandler, type Request, type RequestHandler } from 'express';
import express4 from 'express4';
import { describe, expect, it } from 'vitest';
import { serve } from '../support/loopback.ts';
import { type AppUnderTest, adapterContract, HANDLER_ERROR, headersOf, pageFor } from './adapter-contract.ts';

const verbs = { authenticate, requireAuth };

async function userPool() {
  const pool = await createTestUserPool();
  return { pool, verifier: createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' }) };
}

describe.each([
  ['Express 5', express5],
  ['Express 4', express4],
])('%s', (_, express) => {
  function application(appUnderTest: AppUnderTest) {
    const { verifier, options, between, guard, earlierHeaders, foreignAuth, earlyAnswer } = appUnderTest;
    const page: RequestHandler = (req, res) => {
      res.json(pageFor(authOf(req, options.property)));
    };
    const open = authenticate(verifier, options);
    const closed = requireAuth(verifier, { ...guard, ...options });
    const changes: RequestHandler = (req, _res, next) => {
      Promise.resolve(between(headersOf(req))).then(() => next(), next);
    };
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
    app.get('/both', open, changes, closed, page);
    app.get('/failing', closed, () => {
      throw HANDLER_ERROR;
    });
    return app;
  }

  adapterContract({ listener: application, bodyBy: 'us', resultOn: 'a property', verbs });

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

  it('calls no error handler for a refused token, and leaves the reason on the request for the log', async () => {
    const { verifier } = await userPool();
    const [heard, logged]: [unknown[], unknown[]] = [[], []];
    const app = express();
    app.use((req, res, next) => {
      res.on('finish', () => logged.push(authOf(req)));
      next();
    });
    app.use(requireAuth(verifier));
    const errorHandler: ErrorRequestHandler = (error, _req, _res, next) => {
      heard.push(error);
      next(error);
    };
    app.use(errorHandler);
    const { ask, close } = await serve(app);
    expect(await ask('/nowhere')).toMatchObject({ status: 401 });
    expect(heard).toEqual([]);
    expect(logged).toMatchObject([{ token_valid: false, reason: 'token_missing' }]);
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

  it.each<readonly [string, (app: ReturnType<typeof express>) => void]>([
    ['app.get(path, requireAuth, handler)', (app) => app.get('/', requireAuth as never)],
    ['app.get(path, authenticate, handler)', (app) => app.get('/', authenticate as never)],
    ['app.use(requireAuth)', (app) => app.use(requireAuth as never)],
  ])('%s is never 200, and the error says what to write', async (_form, use) => {
    const messages: string[] = [];
    const app = express();
    use(app);
    app.get('/', (_req, res) => {
      res.send('secret');
    });
    const errorHandler: ErrorRequestHandler = (error, _req, res, _next) => {
      messages.push(error.message);
      res.status(500).send(error.message);
    };
    app.use(errorHandler);
    const { ask, close } = await serve(app);
    expect((await ask('/')).status).toBe(500);
    expect(messages).toEqual([
      'authenticate(verifier, options) and requireAuth(verifier, guard) make middleware: call them once, where the ' +
        'route is declared, and use what they return.',
    ]);
    await close();
  });
});

describe('any host of (req, res, next) on Node’s own request and response, as Connect, Polka and Next’s API routes', () => {
  type Middleware = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void;

  /** As Connect does: an error, thrown or given to `next`, ends the chain. */
  function run(chain: readonly Middleware[], req: IncomingMessage, res: ServerResponse): void {
    const step = (at: number) => (error?: unknown) => {
      if (error !== undefined) return fail(error);
      try {
        chain[at]?.(req, res, step(at + 1));
      } catch (thrown) {
        fail(thrown);
      }
    };
    const fail = (error: unknown) => {
      res.statusCode = (error as { status?: number }).status ?? 500;
      res.end();
    };
    step(0)();
  }

  function application(appUnderTest: AppUnderTest): RequestListener {
    const { verifier, options, between, guard, earlierHeaders, foreignAuth, earlyAnswer } = appUnderTest;
    const page: Middleware = (req, res) => {
      if (!res.headersSent) res.end(JSON.stringify(pageFor(authOf(req, options.property))));
    };
    const failing: Middleware = () => {
      throw HANDLER_ERROR;
    };
    const changes: Middleware = (req, _res, next) => {
      Promise.resolve(between(headersOf(req))).then(() => next(), next);
    };
    const open = authenticate(verifier, options);
    const closed = requireAuth(verifier, { ...guard, ...options });
    const routes: Readonly<Record<string, readonly Middleware[]>> = {
      '/open': [open, page],
      '/closed': [closed, page],
      '/both': [open, changes, closed, page],
      '/failing': [closed, failing],
    };
    return (req, res) => {
      for (const [name, value] of Object.entries(earlierHeaders)) res.setHeader(name, value);
      Object.assign(req, { auth: foreignAuth });
      if (earlyAnswer !== undefined) res.end(earlyAnswer);
      run(routes[String(req.url?.split('?')[0])] ?? [], req, res);
    };
  }

  adapterContract({ listener: application, bodyBy: 'us', resultOn: 'a property', verbs });

  it.each([authenticate, requireAuth])('says at once that it was called without next', (verb) => {
    const verifier = { verify: async () => ({ token_valid: true, claims: {} }) as never };
    expect(() => Reflect.apply(verb(verifier), undefined, [{ headers: {} }, {}])).toThrow('next must be a function');
  });

  it('answers HEAD with status and headers, and no body', async () => {
    const { verifier } = await userPool();
    const server = createServer((req, res) => {
      res.setHeader('Content-Length', '12');
      requireAuth(verifier)(req, res, () => res.end('in'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const ask = (method: string) => fetch(`http://127.0.0.1:${port}/`, { method });
    const response = await ask('HEAD');
    expect(response.status).toBe(401);
    expect(response.headers.get('content-length')).toBe(String((await (await ask('GET')).text()).length));
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="api"');
    expect(await response.text()).toBe('');
    server.close();
  });

  it('answers over HTTP/2, where a field sent twice shows in rawHeaders alone', async () => {
    const { pool, verifier } = await userPool();
    const server = createHttp2Server((req, res) => requireAuth(verifier)(req, res, () => res.end('in')));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const ask = (authorization?: string | string[]) =>
      new Promise<readonly unknown[]>((resolve, fail) => {
        const stream = client.request(authorization === undefined ? {} : { authorization: authorization as string });
        const seen: unknown[] = [];
        stream.on('response', (headers) =>
          seen.push(headers[':status'], headers['www-authenticate'], headers['cache-control'], headers['content-type']),
        );
        stream.on('data', (chunk) => seen.push(String(chunk)));
        stream.on('error', fail).on('end', () => resolve(seen));
      });
    expect(await ask(`Bearer ${await pool.accessToken()}`)).toEqual([200, undefined, undefined, undefined, 'in']);
    expect(await ask()).toEqual([
      401,
      'Bearer realm="api"',
      'no-store',
      'application/json; charset=utf-8',
      '{"error":"unauthorized","error_description":"A bearer token is required: send the header Authorization: ' +
        'Bearer <token>","reason":"token_missing"}',
    ]);
    client.close();
    server.close();
  });

  it('answers by a response that can do no more than it must, as a test double', async () => {
    const { verifier } = await userPool();
    const headers: Record<string, unknown> = { ETag: '"earlier"' };
    const body = await new Promise<string>((end) => {
      const getHeader = (name: string) => headers[name];
      const setHeader = (name: string, value: unknown) => Object.assign(headers, { [name]: value });
      const res = { headersSent: false, statusCode: 200, getHeader, setHeader, end };
      requireAuth(verifier)({ headers: {} }, res, () => {});
    });
    expect(headers).toMatchObject({ 'Content-Length': String(body.length), 'WWW-Authenticate': 'Bearer realm="api"' });
  });

  it('answers in spite of a `return` on Object.prototype, which a pattern in brackets would call', async () => {
    const { verifier } = await userPool();
    const guard = requireAuth(verifier);
    Object.assign(Object.prototype, { return: 1 });
    const body = await new Promise<unknown>((end) => {
      const res = { headersSent: false, statusCode: 200, getHeader: () => undefined, setHeader: () => {}, end };
      guard({ headers: {} }, res, end);
    }).finally(() => Reflect.deleteProperty(Object.prototype, 'return'));
    expect(body).toContain('"token_missing"');
  });

  it('hands an error on where the request cannot hold the result: no crash, and no request that hangs', async () => {
    const { verifier } = await userPool();
    const req = Object.defineProperty({ headers: {} }, 'auth', { get: () => 'of another library' });
    for (const middleware of [authenticate(verifier), requireAuth(verifier)]) {
      const error = await new Promise((next) => middleware(req, {} as ServerResponse, next));
      expect(error).toBeInstanceOf(TypeError);
    }
  });
});

describe('authOf', () => {
  const good = { token_valid: true, token_use: 'access', claims: { sub: 'jane' }, token: 'x' };

  it('gives what the middleware put there, and from the property that it was told', async () => {
    const { pool, verifier } = await userPool();
    const req = { headers: { authorization: `Bearer ${await pool.accessToken({ sub: 'jane' })}` } };
    await new Promise<void>((next) => requireAuth(verifier)(req, {} as ServerResponse, () => next()));
    expect(authOf<VerifiedToken<'access'>>(req).claims).toMatchObject({ sub: 'jane', client_id: pool.clientId });
    await new Promise<void>((next) => authenticate(verifier, { property: 'cognito' })(req, {} as never, () => next()));
    expect(authOf(req, 'cognito')).toBe(authOf(req));
  });

  it.each<readonly [string, object]>([
    ['no middleware went before', {}],
    ['another library has put its own result there', { auth: { payload: { sub: 'jane' }, token: 'x' } }],
    ['there is text', { auth: 'jane' }],
    ['there is null', { auth: null }],
    ['a result is under another name', { cognito: good }],
    ['a polluted prototype has one', Object.create({ auth: good })],
  ])('says in words what is missing where %s', (_, req) => {
    expect(() => authOf(req)).toThrow(
      'There is no result on req.auth: put authenticate or requireAuth before this handler',
    );
  });
});
