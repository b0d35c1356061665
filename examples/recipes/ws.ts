// WebSockets by `ws`: checked at the handshake, refused there with a status and a challenge, and closed at `exp` or when the token is
// revoked. Without the check at the handshake strangers hold open as many sockets as they like; without the close, an hour's
// token lasts for days.
import { type Server, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Guard, VerifiedToken, VerifierLike } from 'cognito-guard';
import { authOf, type ExpressRequest, requireAuth } from 'cognito-guard/express';
import type { RevocationList } from 'cognito-guard/revocation';
import { type WebSocket, WebSocketServer } from 'ws';
import { closeOn } from './close-on.ts';

const TOKEN_NO_LONGER_GOOD = 4401;
/** By itself `ws` goes on hearing a client that does not answer the close for half a minute. */
const CLOSE_ANSWERED_WITHIN_MS = 500;

/** With a `list`, give the verifier its `isRevoked`. */
export function attachWebSockets(
  server: Server,
  verifier: VerifierLike,
  guard: Guard,
  list?: RevocationList,
): WebSocketServer {
  // Its answer names the first protocol that the client offers, which here is `bearer` and must never be the token.
  const sockets = new WebSocketServer({ noServer: true });
  const byHeader = requireAuth(verifier, guard);
  const byProtocol = requireAuth(verifier, { ...guard, getToken: tokenInProtocols });

  server.on('upgrade', (req, socket, head) => {
    if (!(socket instanceof Socket)) return void socket.destroy();
    // A client may reset its connection at any time. Without a listener that error would end the process.
    socket.on('error', () => socket.destroy());
    // Node gives no response to an upgrade. This one carries a refusal; whoever passes gets the bare socket.
    const res = new ServerResponse(req);
    res.shouldKeepAlive = false;
    res.on('finish', () => socket.destroySoon());
    res.assignSocket(socket);

    const decide = req.headers.authorization === undefined ? byProtocol : byHeader;
    decide(req, res, (error) => {
      if (error !== undefined) return void res.writeHead(500).end();
      res.detachSocket(socket);
      sockets.handleUpgrade(req, socket, head, (webSocket) => {
        const stop = closeOn(authOf<VerifiedToken>(req), () => closeAsNoLongerGood(webSocket), list);
        webSocket.on('close', stop);
        sockets.emit('connection', webSocket, req);
      });
    });
  });
  return sockets;
}

function closeAsNoLongerGood(webSocket: WebSocket): void {
  webSocket.close(TOKEN_NO_LONGER_GOOD);
  setTimeout(() => webSocket.terminate(), CLOSE_ANSWERED_WITHIN_MS).unref();
}

/** Browsers can set no headers here, so they say `new WebSocket(url, ['bearer', token])`. */
function tokenInProtocols({ headers }: ExpressRequest): string | undefined {
  const [scheme, token] = String(headers['sec-websocket-protocol']).split(/, */);
  return scheme === 'bearer' ? token : undefined;
}
