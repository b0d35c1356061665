import { tamper } from 'cognito-guard/testing';
import { type Cruddur, MODERATOR } from './start-cruddur.ts';

/** What is printed below the address: an account to sign in with, and `curl` lines for the API. */
export async function tour({ url, pool }: Cruddur): Promise<string> {
  if (pool === undefined) {
    return `The user pool is on AWS. Sign up on the page, or try the API:\n\n  curl -i ${url}api/activities/home\n`;
  }
  const { accessToken: token } = await pool.tokensFor(MODERATOR.email);
  const line = (label: string, path: string, bearer: string) =>
    `  # ${label}\n  curl -i ${url}api/${path} -H 'Authorization: Bearer ${bearer}'\n`;
  return [
    `Sign up on the page (the codes are shown there), or sign in as a moderator: ${MODERATOR.email} / ${MODERATOR.password}\n`,
    'The same API without a browser:\n',
    `  # nobody: the public page\n  curl -i ${url}api/activities/home\n`,
    line("a good token: the members' page", 'activities/home', token),
    line('an expired token: 401 with the reason token_expired', 'messages', (await pool.expiredToken(token)) ?? ''),
    line('a tampered token: 401 with the reason signature_invalid', 'messages', tamper(token)),
    'Stop it with Ctrl+C.',
  ].join('\n');
}
