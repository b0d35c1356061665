import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { authenticateRequest, REASONS, toHttpRefusal, type VerifierLike } from 'cognito-guard';

/** For `http.createServer`, and any other host without an adapter: two functions of the root entry, and no middleware. */
export function createApp(verifier: VerifierLike): RequestListener {
  return (req, res) => {
    // node:http does not wait for its listener: a rejection that nobody catches ends the process, with everybody's requests.
    answer(verifier, req, res).catch((error) => {
      console.error(error);
      send(res, 500, { error: 'server_error' });
    });
  };
}

async function answer(verifier: VerifierLike, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const auth = await authenticateRequest(verifier, req);
  const isHome = req.url === '/home';
  if (isHome) res.setHeader('vary', 'Authorization');

  if (auth.token_valid) {
    send(res, 200, isHome ? { page: 'member', sub: auth.claims.sub } : { messages: [] });
  } else if (isHome && REASONS[auth.reason].status !== 503) {
    send(res, 200, { page: 'anonymous', reason: auth.reason });
  } else {
    const { status, headers, body } = toHttpRefusal(auth);
    send(res, status, body, headers);
  }
}

function send(res: ServerResponse, status: number, body: object, headers: Readonly<Record<string, string>> = {}): void {
  res.writeHead(status, { ...headers, 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}
