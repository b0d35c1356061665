import { generateKeyPair, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { createCognitoVerifier } from '../../../src/index.ts';
import { publicJwk } from '../attacks/world.ts';
import { startFaultServer } from '../faults/fault-server.ts';
import { type Behaviour, FAULTS, HEALTHY } from '../faults/faults.ts';
import { createGateWatch } from './gate-watch.ts';
import type { ENDPOINT_STATES, ROTATIONS } from './schedule.ts';

const makeKeyPair = promisify(generateKeyPair);
const TOKENS_PER_KEY = 40;
const CLIENT_ID = '1example23456789abcdefghij';

export interface SoakKey {
  readonly kid: string;
  readonly jwk: { readonly kid: string; readonly n: string | undefined };
  readonly tokens: readonly string[];
}

export type SoakPool = Awaited<ReturnType<typeof createSoakPool>>;

const BEHAVIOURS: Readonly<Record<Exclude<(typeof ENDPOINT_STATES)[number], 'flip-flop'>, Behaviour>> = {
  500: FAULTS['status 500'],
  429: FAULTS['status 429 with Retry-After'],
  hang: FAULTS['accept and hang'],
  drip: FAULTS['a body that drips'],
  reset: FAULTS['reset before headers'],
  html: FAULTS['a page of HTML'],
  empty: FAULTS['an empty set'],
};

/** A pool whose keys rotate and whose endpoint misbehaves, and the verifier that must live with it. */
export async function createSoakPool(userPoolId: string, now: () => number, tokenIssuer: string) {
  let serial = 0;
  let keys: SoakKey[] = [await makeKey(), await makeKey()];
  let previous = keys;
  /** Keys that left the set: their tokens must be refused. */
  const retired: SoakKey[] = [];
  let state: (typeof ENDPOINT_STATES)[number] | 'ok' = 'ok';
  /** Since when, in real time, the endpoint has given the present keys without a break. */
  let steadySince = performance.now();
  let lastGood: { keys: readonly SoakKey[]; startedAt: number; landedAt: number } | undefined;
  const gate = createGateWatch(now, () => lastGood !== undefined && now() - lastGood.startedAt <= 86_400_000);

  async function makeKey(kid = `${userPoolId}-${serial}`): Promise<SoakKey> {
    serial += 1;
    const pair = await makeKeyPair('rsa', { modulusLength: 2048 });
    const jwk = publicJwk({ kid, ...pair }) as SoakKey['jwk'];
    const tokens: string[] = [];
    for (let at = 0; at < TOKENS_PER_KEY; at += 1) {
      tokens.push(signToken(kid, pair.privateKey));
      // Signing is slow, so everything else gets a turn of the event loop in between.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return { kid, jwk, tokens };
  }

  function signToken(kid: string, key: KeyObject): string {
    const seconds = Math.floor(Date.now() / 1000);
    const claims = {
      sub: 'jane',
      iss: tokenIssuer,
      token_use: 'access',
      client_id: CLIENT_ID,
      iat: seconds,
      exp: seconds + 3e8,
      jti: crypto.randomUUID(),
    };
    const input = [{ kid, alg: 'RS256' }, claims]
      .map((json) => Buffer.from(JSON.stringify(json)).toString('base64url'))
      .join('.');
    return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
  }

  const server = await startFaultServer(() => ({ keys: [] }));
  let turn = 0;
  server.behave((exchange) => {
    turn += 1;
    const answered = gate.arrived(state);
    const given = state === 'flip-flop' && turn % 2 === 0 ? previous : keys;
    if (state !== 'ok' && state !== 'flip-flop') return BEHAVIOURS[state](exchange);
    const startedAt = now();
    exchange.response.on('finish', () => {
      answered();
      lastGood = { keys: given, startedAt, landedAt: performance.now() };
    });
    HEALTHY({ ...exchange, jwks: { keys: given.map(({ jwk }) => jwk) } });
  });

  const verifier = createCognitoVerifier({
    userPoolId,
    clientId: CLIENT_ID,
    tokenUse: 'access',
    // So small that it is soon full: a cache that still fills after each rotation would look like a leak. Half of all calls hit it.
    tokenCache: { max: 50 },
    jwksUri: server.jwksUri,
    now,
  });

  return {
    verifier,
    gate,
    keys: () => keys,
    retired: () => retired,
    lastGood: () => lastGood,
    /** Milliseconds of real time in which the endpoint has given the present keys. */
    steadyMs: () => (state === 'ok' ? performance.now() - steadySince : 0),
    setState(next: typeof state) {
      if (next === 'ok' && state !== 'ok') steadySince = performance.now();
      state = next;
    },
    async rotate(how: (typeof ROTATIONS)[number]) {
      const [oldest, newest] = keys as [SoakKey, SoakKey];
      const fresh = await makeKey(how === 'same kid' ? newest.kid : undefined);
      const other = { graceful: newest, abrupt: undefined, 'same kid': oldest }[how] ?? (await makeKey());
      // Only now, when all keys are made: the window in which a new key may still be unknown opens here.
      previous = keys;
      keys = [other, fresh];
      retired.push(...previous.filter((key) => !keys.includes(key)));
      retired.splice(0, retired.length - 4);
      steadySince = performance.now();
    },
    close: () => server.close(),
  };
}
