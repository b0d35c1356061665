import { type CognitoVerifierOptions, createCognitoVerifier, type VerifierEvent } from 'cognito-guard';
import type { TestUserPool } from 'cognito-guard/testing';
import { loopNow } from '../../support/loop-clock.ts';
import { START } from '../../support/served-pool.ts';
import { type FaultServer, startFaultServer } from './fault-server.ts';

export type SocketStage = Awaited<ReturnType<typeof openStage>>;

/** A verifier whose keys come over a real socket, with a clock that the test moves on top of the real one. */
export async function openStage(
  pool: TestUserPool,
  options: Partial<CognitoVerifierOptions<'access'>> = {},
  server?: FaultServer,
) {
  const endpoint = server ?? (await startFaultServer(() => pool.jwks));
  const startedAt = performance.now();
  const clock = { offsetMs: 0 };
  const events: VerifierEvent[] = [];
  const verifier = createCognitoVerifier({
    userPoolId: pool.userPoolId,
    clientId: pool.clientId,
    tokenUse: 'access',
    jwksUri: endpoint.jwksUri,
    // The deadline of a request is real time, so this clock must run along with it.
    now: () => START + clock.offsetMs + performance.now() - startedAt,
    onEvent: (event) => events.push(event),
    ...options,
  });

  return {
    endpoint,
    verifier,
    clock,
    events,
    /** Real milliseconds for what must not come too early, milliseconds of the event loop for what must not come too late. */
    async outcomeOf(token: string) {
      const [start, loopStart] = [performance.now(), loopNow()];
      const result = await verifier.verify(token);
      return {
        outcome: result.token_valid ? 'accepted' : result.reason,
        ms: performance.now() - start,
        loopMs: loopNow() - loopStart,
      };
    },
    close: () => endpoint.close(),
  };
}
