import { createCognitoVerifier } from 'cognito-guard';
import { createTestUserPool } from 'cognito-guard/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loopNow } from '../../support/loop-clock.ts';
import { type FaultServer, startFaultServer } from './fault-server.ts';
import { type Behaviour, FAULTS } from './faults.ts';

const pool = await createTestUserPool();
const token = await pool.accessToken();
const ofUpdatedIssuer = await pool.accessToken({ iss: pool.issuer.replace('cognito-idp.', 'issuer-cognito-idp.') });
const DEADLINE_MS = 1_600;
const forbidden: Behaviour = ({ response }) => void response.writeHead(403).end();

let original: FaultServer;
let updated: FaultServer;
beforeEach(async () => {
  [original, updated] = [await startFaultServer(() => pool.jwks), await startFaultServer(() => pool.jwks)];
});
afterEach(() => Promise.all([original.close(), updated.close()]));

/** The pool's two issuer hosts, each on a loopback socket. */
function createVerifier() {
  return createCognitoVerifier({
    userPoolId: pool.userPoolId,
    clientId: pool.clientId,
    tokenUse: 'access',
    keys: { fetchTimeoutMs: DEADLINE_MS },
    async fetch(url, init) {
      const { jwksUri } = String(url).includes('//issuer-') ? updated : original;
      const { status, body } = await fetch(jwksUri, init);
      // A Response without address: the real one names the loopback socket, and would be refused like a redirect.
      return new Response(body, { status });
    },
  });
}

it('asks the original host alone while it answers, whatever form of iss a token carries', async () => {
  const verifier = createVerifier();
  for (const given of [token, ofUpdatedIssuer]) expect((await verifier.verify(given)).token_valid).toBe(true);
  expect([original.requests(), updated.requests()]).toEqual([1, 0]);
});

it.each<[title: string, behaviour: Behaviour]>([
  ['answers 403', forbidden],
  ['answers 500', FAULTS['status 500']],
  ['resets', FAULTS['reset before headers']],
  ['answers HTML', FAULTS['a page of HTML']],
  ['hangs', FAULTS['accept and hang']],
])('falls over to the updated host within the deadline where the original %s', async (_title, behaviour) => {
  original.behave(behaviour);
  const start = loopNow();
  expect((await createVerifier().verify(token)).token_valid).toBe(true);
  expect(loopNow() - start).toBeLessThan(DEADLINE_MS);
  expect(updated.requests()).toBe(1);
});

it('tells the error of the original host where both fail: the other one is not in use', async () => {
  original.behave(FAULTS['status 500']);
  updated.behave(forbidden);
  const verifier = createVerifier();
  const { status, lastError } = await verifier.ready();
  expect(status).toBe('unavailable');
  expect(lastError).toContain('The key endpoint answered 500, not 200');
  // The two requests together count as one attempt, so no other may start yet.
  expect((await verifier.verify(token)).token_valid).toBe(false);
  expect([original.requests(), updated.requests()]).toEqual([1, 1]);
});

it('lets everybody go at one deadline where both hang', async () => {
  for (const server of [original, updated]) server.behave(FAULTS['accept and hang']);
  const start = loopNow();
  expect(await createVerifier().verify(token)).toMatchObject({ reason: 'keys_unavailable' });
  expect(loopNow() - start).toBeLessThan(DEADLINE_MS + 500);
  expect([original.requests(), updated.requests()]).toEqual([1, 1]);
});
