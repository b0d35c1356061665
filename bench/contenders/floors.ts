// No verifiers: the least that each part of the work can cost. They hold no rule and refuse nothing but a bad signature.
import { createPublicKey, type KeyObject, verify as verifySignature } from 'node:crypto';
import { ACTIVE_USERS, type Fixture } from '../fixture.ts';
import type { Contender } from './contender.ts';

export const SUBTLE = 'crypto.subtle.verify alone';
export const BARE_MAP = 'bare Map';

/** The published key that the fixture's good tokens are signed by. */
export function jwkOf({ access, jwks }: Fixture): object {
  const { kid } = JSON.parse(Buffer.from(access[0]?.split('.')[0] ?? '', 'base64url').toString());
  return { ...jwks.keys.find((key) => key.kid === kid) };
}

export const keyObjectOf = (fixture: Fixture): KeyObject =>
  createPublicKey({ key: { ...jwkOf(fixture) }, format: 'jwk' });

/** The bytes that are signed, and the signature over them. */
function signedParts(token: string): readonly [signed: Buffer, signature: Buffer] {
  const end = token.lastIndexOf('.');
  return [Buffer.from(token.slice(0, end), 'latin1'), Buffer.from(token.slice(end + 1), 'base64url')];
}

export const subtle: Contender = {
  name: SUBTLE,
  packages: [],
  setUp: 'the signature check of the web platform and nothing else.',
  async start(fixture) {
    const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
    const key = await crypto.subtle.importKey('jwk', jwkOf(fixture), algorithm, false, ['verify']);
    return (token) => {
      const [signed, signature] = signedParts(token);
      return crypto.subtle.verify(algorithm, key, signature, signed);
    };
  },
};

export const threadPool: Contender = {
  name: 'crypto.verify in the pool alone',
  packages: [],
  setUp: "Node's own signature check, in its thread pool, and nothing else.",
  start(fixture) {
    const key = keyObjectOf(fixture);
    return (token) =>
      new Promise((resolve, fail) => {
        const [signed, signature] = signedParts(token);
        verifySignature('sha256', signed, key, signature, (error, holds) => (error ? fail(error) : resolve(holds)));
      });
  },
};

export const inline: Contender = {
  name: 'crypto.verify inline alone',
  packages: [],
  setUp: "Node's own signature check on the main thread, and nothing else.",
  start(fixture) {
    const key = keyObjectOf(fixture);
    return (token) => {
      const [signed, signature] = signedParts(token);
      return verifySignature('sha256', signed, key, signature);
    };
  },
};

export const bareMap: Contender = {
  name: BARE_MAP,
  packages: [],
  setUp: 'tokens found in a `Map` by their last 43 characters and compared as a whole; nothing is judged.',
  start({ access }) {
    const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    const seen = access.slice(0, ACTIVE_USERS);
    const foundByTail = new Map(seen.map((token) => [token.slice(-43), { token, claims: claimsOf(token) }]));
    return (token) => {
      const found = foundByTail.get(token.slice(-43));
      return Promise.resolve(found?.token === token ? found.claims : false);
    };
  },
};

export const FLOORS: readonly Contender[] = [subtle, threadPool, inline, bareMap];
