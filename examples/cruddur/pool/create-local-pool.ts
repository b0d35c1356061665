import { createTestUserPool } from 'cognito-guard/testing';
import { apiRoute } from './api-route.ts';
import { createChallenges } from './challenges.ts';
import { createCodes } from './codes.ts';
import { developerRoutes } from './developer-routes.ts';
import { expiredCopy } from './expired-token.ts';
import { closeServer, type Handler, listenOnLoopback, notFound, portOf } from './http.ts';
import { createInbox } from './inbox.ts';
import { keyDocuments } from './key-documents.ts';
import { createPasswordAttempts } from './password-attempts.ts';
import type { PoolContext } from './pool-context.ts';
import { createSignIns } from './sign-ins.ts';
import { createUserDirectory, normalise, type User } from './users.ts';

export interface LocalPoolOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  readonly userPoolId?: string;
  readonly clientId?: string;
  /** Default one hour. */
  readonly accessTokenSeconds?: number;
  /** Default 30 days. */
  readonly refreshTokenSeconds?: number;
}

export interface NewUser {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly handle: string;
  readonly groups?: readonly string[];
  /** Default `CONFIRMED`; `FORCE_CHANGE_PASSWORD` makes the password a temporary one. */
  readonly status?: User['status'];
}

export type LocalPool = Awaited<ReturnType<typeof createLocalPool>>;

/**
 * `cruddur-user-pool` without AWS: a user pool in memory, on 127.0.0.1, with fresh keys.
 *
 * @example
 * const pool = await createLocalPool({ port: 9330 });
 * const verifier = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' });
 */
export async function createLocalPool(options: LocalPoolOptions = {}) {
  const { userPoolId = 'local_Cruddur01', clientId = '4cruddurlocalclient0000000' } = options;
  const { accessTokenSeconds = 3_600, refreshTokenSeconds = 30 * 24 * 3_600 } = options;
  let clockOffset = 0;
  let areKeysUp = true;
  const now = () => Date.now() + clockOffset;

  let handle: Handler = notFound;
  // The port is part of the issuer, so the server comes before everything that names it.
  const server = await listenOnLoopback(options.port ?? 0, (call) => handle(call));
  const url = `http://127.0.0.1:${portOf(server)}`;
  const issuer = `${url}/${userPoolId}`;
  const keys = await createTestUserPool({ userPoolId, clientId, issuer, now });

  const inbox = createInbox(now);
  const poolName = userPoolId.slice(userPoolId.indexOf('_') + 1);
  const context: PoolContext = {
    userPoolId,
    poolName,
    clientId,
    now,
    users: createUserDirectory(poolName),
    codes: createCodes(now, inbox),
    attempts: createPasswordAttempts(now),
    challenges: createChallenges(now),
    signIns: createSignIns(keys, now, { accessTokenSeconds, refreshTokenSeconds }),
  };
  const routes: Record<string, Handler> = {
    'POST /': apiRoute(context),
    ...keyDocuments(keys, url, () => areKeysUp),
    ...developerRoutes(inbox, keys, now),
  };
  handle = (call) => {
    const name = `${call.method} ${call.path}`;
    const route = Object.hasOwn(routes, name) ? routes[name] : undefined;
    return route ? route(call) : notFound();
  };

  function userOf(email: string): User {
    const user = context.users.find(email);
    if (!user) throw new Error(`The local pool has no user ${email}`);
    return user;
  }

  return {
    name: 'cruddur-user-pool',
    url,
    userPoolId,
    clientId,
    issuer,
    jwksUri: `${issuer}/.well-known/jwks.json`,
    inboxUrl: `${url}/_dev/inbox`,
    /** For `createCognitoVerifier`: the back end fetches the keys over HTTP, as it would from AWS. */
    verifierOptions: { userPoolId, clientId, issuer, now },
    now,
    /** Moves the clock of the pool, and of every verifier made with `verifierOptions`, forwards. */
    advanceClock(seconds: number): void {
      clockOffset += seconds * 1000;
    },
    rotateKeys: keys.rotateKeys,
    /** `false`: the key endpoint answers 503, as in an outage. */
    setKeysAvailable(available: boolean): void {
      areKeysUp = available;
    },
    /** What an administrator does on AWS: a user who need not confirm anything. Returns the `sub`. */
    createUser({
      email,
      password,
      name,
      handle: preferred_username,
      groups = [],
      status = 'CONFIRMED',
    }: NewUser): string {
      const user = context.users.add(
        { email: normalise(email), name, preferred_username, email_verified: 'true' },
        status,
      );
      context.users.setPassword(user, password);
      for (const group of groups) user.groups.add(group);
      return user.sub;
    },
    /** The tokens of the next sign-in or refresh carry the group. */
    addToGroup(email: string, group: string): void {
      userOf(email).groups.add(group);
    },
    removeFromGroup(email: string, group: string): void {
      userOf(email).groups.delete(group);
    },
    disableUser(email: string): void {
      userOf(email).enabled = false;
      context.signIns.revokeAll(userOf(email));
    },
    /** The newest code sent to an address. */
    newestCode: (email: string): string | undefined => inbox.read(email)[0]?.code,
    expiredToken: (accessToken: string): Promise<string | undefined> => expiredCopy(keys, accessToken, now()),
    close: () => closeServer(server),
  };
}
