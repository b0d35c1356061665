import { createTestUserPool } from 'cognito-guard/testing';
import { administration } from './administration.ts';
import { apiRoute } from './api-route.ts';
import { createAttemptLimit, PASSWORD_ATTEMPTS, TOTP_ATTEMPTS } from './attempt-limits.ts';
import { createChallenges } from './challenges.ts';
import { createCodes } from './codes.ts';
import { developerRoutes } from './developer-routes.ts';
import { expiredCopy } from './expired-token.ts';
import type { HostedClient } from './hosted-login/authorize-request.ts';
import { createGrants } from './hosted-login/grants.ts';
import { signInRoutes } from './hosted-login/sign-in-routes.ts';
import { tokenRoutes } from './hosted-login/token-routes.ts';
import { closeServer, type Handler, listenOnLoopback, notFound, portOf } from './http.ts';
import { createInbox } from './inbox.ts';
import { keyDocuments } from './key-documents.ts';
import { forThisMachine } from './local-only.ts';
import type { PoolContext } from './pool-context.ts';
import { createSignIns } from './sign-ins.ts';
import { createUserDirectory } from './users.ts';

export interface LocalPoolOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default `local_UserPool1`. */
  readonly userPoolId?: string;
  readonly clientId?: string;
  /** What a sign-up must say of the user, by Cognito's names; default `email` alone. */
  readonly requiredAttributes?: readonly string[];
  /** Scopes of resource servers, such as `notes/read`, which an app may ask the hosted login for; default none. */
  readonly customScopes?: readonly string[];
}

export type LocalPool = Awaited<ReturnType<typeof createLocalPool>>;

/**
 * A Cognito user pool for development: in memory, on 127.0.0.1, with keys that are made at each start.
 *
 * @example
 * const pool = await createLocalPool({ port: 9330 });
 * const verifier = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' });
 */
export async function createLocalPool(options: LocalPoolOptions = {}) {
  if (process.env.NODE_ENV === 'production') throw new Error('The local user pool is for development: unset NODE_ENV');
  const {
    userPoolId = 'local_UserPool1',
    clientId = '1localclient00000000000000',
    requiredAttributes = ['email'],
    customScopes = [],
  } = options;
  let clockOffset = 0;
  let areKeysUp = true;
  const now = () => Date.now() + clockOffset;

  let handle: Handler = notFound;
  // The issuer names the port, which is known only once the server listens. Hence the server first, and its routes later.
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
    requiredAttributes,
    now,
    users: createUserDirectory(poolName),
    codes: createCodes(now, inbox),
    passwordAttempts: createAttemptLimit(now, PASSWORD_ATTEMPTS),
    totpAttempts: createAttemptLimit(now, TOTP_ATTEMPTS),
    challenges: createChallenges(now),
    signIns: createSignIns(keys, now),
  };
  const callbackUrls = new Set<string>();
  const logoutUrls = new Set<string>();
  const client: HostedClient = { clientId, customScopes, callbackUrls, logoutUrls };
  const grants = createGrants(context);
  const routes: Record<string, Handler> = {
    'POST /': apiRoute(context),
    ...keyDocuments(keys, url, () => areKeysUp),
    ...signInRoutes(context, client, grants),
    ...tokenRoutes(context, client, grants),
    ...developerRoutes(inbox, keys, now),
  };
  handle = forThisMachine((call) => {
    const name = `${call.method} ${call.path}`;
    const route = Object.hasOwn(routes, name) ? routes[name] : undefined;
    return route ? route(call) : notFound();
  });

  return {
    url,
    userPoolId,
    clientId,
    issuer,
    jwksUri: `${issuer}/.well-known/jwks.json`,
    inboxUrl: `${url}/_dev/inbox`,
    /** For `createCognitoVerifier`, which then fetches the keys over HTTP, as it would from AWS. */
    verifierOptions: { userPoolId, clientId, emulator: { issuer }, now },
    now,
    /** Moves the clock of the pool forwards, and with it that of every verifier made with `verifierOptions`. */
    advanceClock(seconds: number): void {
      clockOffset += seconds * 1000;
    },
    /** Allows the hosted login to send the browser to `{origin}/callback`, and to `{origin}/` after signing out. */
    registerApp(origin: string): void {
      callbackUrls.add(`${origin}/callback`);
      logoutUrls.add(`${origin}/`);
    },
    rotateKeys: keys.rotateKeys,
    /** With `false` the key endpoint answers 503, as in an outage. */
    setKeysAvailable(available: boolean): void {
      areKeysUp = available;
    },
    ...administration(context),
    /** The newest code sent to an address. */
    newestCode: (email: string): string | undefined => inbox.read(email)[0]?.code,
    expiredToken: (accessToken: string): Promise<string | undefined> => expiredCopy(keys, accessToken, now()),
    close: () => closeServer(server),
  };
}
