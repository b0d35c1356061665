import type { LocalPool } from '../pool/create-local-pool.ts';
import { type Cruddur, MODERATOR } from './start-cruddur.ts';

/** What to print after the address: how to get in, and the same API without a browser. */
export async function tour({ url, pool }: Cruddur): Promise<string> {
  if (pool === undefined) {
    return `The user pool is on AWS. Sign up on the page, or try the API:\n\n  curl -i ${url}api/activities/home\n`;
  }
  const token = await signIn(pool);
  const line = (label: string, path: string, bearer: string) =>
    `  # ${label}\n  curl -i ${url}api/${path} -H 'Authorization: Bearer ${bearer}'\n`;
  return [
    `Sign up on the page (the codes are shown there), or sign in as a moderator: ${MODERATOR.email} / ${MODERATOR.password}\n`,
    'The same API without a browser:\n',
    `  # nobody: the public page\n  curl -i ${url}api/activities/home\n`,
    line("a good token: the members' page", 'activities/home', token),
    line('an expired token: 401 with the reason token_expired', 'messages', (await pool.expiredToken(token)) ?? ''),
    line('a tampered token: 401 with the reason signature_invalid', 'messages', withGroupAdmins(token)),
    'Stop it with Ctrl+C.',
  ].join('\n');
}

async function signIn({ url, clientId }: LocalPool): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
    },
    body: JSON.stringify({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: clientId,
      AuthParameters: { USERNAME: MODERATOR.email, PASSWORD: MODERATOR.password },
    }),
  });
  const { AuthenticationResult } = (await response.json()) as { AuthenticationResult: { AccessToken: string } };
  return AuthenticationResult.AccessToken;
}

function withGroupAdmins(token: string): string {
  const [header, payload = '', signature] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const forged = JSON.stringify({ ...claims, 'cognito:groups': ['admins'] });
  return [header, Buffer.from(forged).toString('base64url'), signature].join('.');
}
