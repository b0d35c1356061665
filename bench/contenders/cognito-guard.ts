import * as published from 'cognito-guard';
import type { Contender } from './contender.ts';

export const OURS = 'cognito-guard';

/** What of the library is measured. The regression check puts two builds of it side by side. */
export type Library = Pick<typeof published, 'createCognitoVerifier' | 'authenticateRequest'>;

/** How the token comes in: as a string, or in the header of a request, as the adapters hand it over. */
export type Entry = 'verify' | 'authenticateRequest';

export function cognitoGuard(entry: Entry, library: Library = published): Contender {
  return {
    name: OURS,
    packages: [OURS],
    setUp: 'with its defaults: 1,000 tokens are remembered.',
    async start({ userPoolId, clientId, jwks }, tokenUse) {
      const verifier = library.createCognitoVerifier({ userPoolId, clientId, tokenUse, jwks });
      await verifier.ready();
      if (entry === 'verify') return verifier.verify;
      return (token) => library.authenticateRequest(verifier, { headers: { authorization: `Bearer ${token}` } });
    },
  };
}
