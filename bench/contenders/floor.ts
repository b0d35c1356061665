import type { Contender } from '../measure/drive.ts';
import type { Fixture } from '../measure/fixture.ts';

export const FLOOR = 'crypto.subtle.verify alone';

/**
 * Nothing but the signature check that every verifier needs, on the bytes of the token. No claim is read, no rule is
 * held: the floor under all the others, and no verifier.
 */
export async function floor({ jwks, access }: Fixture): Promise<Contender> {
  const { kid } = JSON.parse(Buffer.from(access[0]?.split('.')[0] ?? '', 'base64url').toString());
  const jwk = { ...jwks.keys.find((key) => key.kid === kid) };
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['verify']);
  return {
    name: FLOOR,
    verify(token) {
      const end = token.lastIndexOf('.');
      const signature = Buffer.from(token.slice(end + 1), 'base64url');
      return crypto.subtle.verify(algorithm, key, signature, Buffer.from(token.slice(0, end), 'latin1'));
    },
  };
}
