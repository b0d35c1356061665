// Socket.IO: checked at the handshake of each namespace, and disconnected at `exp` or when the token is revoked. `io.use` alone
// guards nothing but the namespace `/`: every other one stays open to everybody.
import type { Server as HttpServer } from 'node:http';
import { REASONS, type RejectedToken, toHttpRefusal, type VerifiedToken, type VerifierLike } from 'cognito-guard';
import type { RevocationList } from 'cognito-guard/revocation';
import { type DefaultEventsMap, Server, type Socket } from 'socket.io';
import { closeOn } from './close-on.ts';

type Events = DefaultEventsMap;
type SignedInSocket = Socket<Events, Events, Events, { auth: VerifiedToken }>;

/** Every namespace, with the groups that it is for. */
const NAMESPACES = { '/': [], '/moderators': ['moderators'] };

/** With a `list`, give the verifier its `isRevoked`. */
export function attachSocketIo(server: HttpServer, verifier: VerifierLike, list?: RevocationList) {
  const io = new Server<Events, Events, Events, { auth: VerifiedToken }>(server);
  for (const [name, groups] of Object.entries(NAMESPACES)) {
    io.of(name).use((socket, next) => {
      admit(socket, groups).then(next, next);
    });
    io.of(name).on('connection', (socket) => {
      // The client is told "io server disconnect" and does not come back by itself: it must refresh its token first.
      socket.on(
        'disconnect',
        closeOn(socket.data.auth, () => socket.disconnect(true), list),
      );
    });
  }
  return io;

  /** Browsers can set no headers here, so the token is in `auth`: `io(url, { auth: (send) => send({ token }) })`. */
  async function admit(socket: SignedInSocket, groups: readonly string[]): Promise<Error | undefined> {
    const auth = await verifier.verify(socket.handshake.auth.token);
    if (!auth.token_valid) return refusal(auth);
    if (!groups.every((group) => auth.claims['cognito:groups']?.includes(group))) return refusal(GROUP_MISSING);
    socket.data.auth = auth;
    return undefined;
  }
}

const GROUP_MISSING = { token_valid: false, reason: 'group_missing', message: REASONS.group_missing.message } as const;

/** `connect_error` brings `data` to the client. It signs the user out where `status` is 401, and not where it is 503. */
function refusal(rejected: RejectedToken): Error {
  const { status, headers, body } = toHttpRefusal(rejected);
  const data = { status, ...body, challenge: headers['WWW-Authenticate'], retryAfter: headers['Retry-After'] };
  return Object.assign(new Error(rejected.reason), { data });
}
