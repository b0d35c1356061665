import { type CognitoVerifierOptions, createCognitoVerifier, type VerifierEvent } from 'cognito-guard';
import { createTestUserPool, type TestUserPool } from 'cognito-guard/testing';

/** The moment at which all of these tests begin. */
export const START = Date.UTC(2030, 0, 1);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

const URL_OF_KEYS = 'https://keys.example.com/jwks.json';

/** A pool whose tokens are issued at `START` and are good for two days, so that a test may move its clock. */
export async function createLongLivedPool(): Promise<TestUserPool> {
  const pool = await createTestUserPool({ now: () => START });
  const exp = START / 1000 + 48 * 3600;
  return {
    ...pool,
    accessToken: (claims, header) => pool.accessToken({ exp, ...claims }, header),
    idToken: (claims, header) => pool.idToken({ exp, ...claims }, header),
    get jwks() {
      return pool.jwks;
    },
  };
}

export type Answer = () => Response | Promise<Response>;

/** A verifier with a clock that stands still and a key endpoint that answers what the test says. */
export function serveKeys(
  pool: TestUserPool,
  options: Partial<Omit<CognitoVerifierOptions<'access'>, 'fetch' | 'now' | 'onEvent'>> = {},
) {
  const clock = { ms: START };
  const requests: string[] = [];
  const events: VerifierEvent[] = [];
  let answer: Answer = () => Response.json(pool.jwks);
  const verifier = createCognitoVerifier({
    userPoolId: pool.userPoolId,
    clientId: pool.clientId,
    tokenUse: 'access',
    jwksUri: URL_OF_KEYS,
    ...options,
    now: () => clock.ms,
    fetch: async (input) => {
      requests.push(String(input));
      return answer();
    },
    onEvent: (event) => events.push(event),
  });

  return {
    verifier,
    clock,
    requests,
    events,
    serve(next: Answer) {
      answer = next;
    },
    serveJson(json: unknown) {
      answer = () => Response.json(json);
    },
    /** Moves the clock until a refresh is due, and waits for its end. */
    async refresh(afterMs = 6 * MINUTE) {
      clock.ms += afterMs;
      return verifier.ready();
    },
  };
}
