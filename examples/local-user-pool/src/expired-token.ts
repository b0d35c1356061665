import { createCognitoVerifier } from 'cognito-guard';
import type { TestUserPool } from 'cognito-guard/testing';

const HOUR = 3_600;

/** The same access token, issued two hours ago and expired for one: for seeing how a back end answers, without waiting. */
export async function expiredCopy(keys: TestUserPool, token: string, now: number): Promise<string | undefined> {
  const verifier = createCognitoVerifier({ ...keys.verifierOptions, tokenUse: 'access' });
  const result = await verifier.verify(token);
  if (!result.token_valid) return undefined;
  const iat = Math.floor(now / 1000) - 2 * HOUR;
  return keys.accessToken({ ...result.claims, iat, auth_time: iat, exp: iat + HOUR });
}
