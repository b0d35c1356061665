import { type CognitoVerifierOptions, createCognitoVerifier } from 'cognito-guard';
import type { Contender } from '../measure/drive.ts';
import type { Fixture } from '../measure/fixture.ts';

export const OURS = 'cognito-guard';

export async function cognitoGuard(
  { userPoolId, clientId, jwks }: Fixture,
  options: Partial<CognitoVerifierOptions> = {},
): Promise<Contender> {
  const verifier = createCognitoVerifier({ userPoolId, clientId, tokenUse: 'access', jwks, ...options });
  await verifier.ready();
  return { name: OURS, verify: verifier.verify };
}
