import { callApi } from '../api/call-api.ts';
import { isLocal } from '../settings.ts';
import { currentTokens, type Tokens } from './tokens.ts';

export type Sending = 'access' | 'id' | 'tampered' | 'expired' | 'none';

/** What the panel can send. An expired token is minted by the local pool; on AWS one would have to wait for it. */
export const SENDINGS: readonly (readonly [Sending, string])[] = [
  ['access', 'Access token'],
  ['id', 'ID token'],
  ['tampered', 'Tampered'],
  ...(isLocal ? ([['expired', 'Expired']] as const) : []),
  ['none', 'None'],
];

const MAKE: Readonly<Record<Sending, (tokens: Tokens) => Promise<string | undefined>>> = {
  access: async ({ accessToken }) => accessToken,
  id: async ({ idToken }) => idToken,
  tampered: async ({ accessToken }) => withGroupAdmins(accessToken),
  expired: async ({ accessToken }) => expiredCopy(accessToken),
  none: async () => undefined,
};

export async function tokenToSend(sending: Sending): Promise<string | undefined> {
  const tokens = sending === 'none' ? undefined : await currentTokens();
  return tokens === undefined ? undefined : MAKE[sending](tokens);
}

/** The member makes an administrator of themselves: the payload says so, and the signature does not hold any more. */
function withGroupAdmins(token: string): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const claims = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
  const forged = btoa(JSON.stringify({ ...claims, 'cognito:groups': ['admins'] }));
  return [header, forged.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''), signature].join('.');
}

async function expiredCopy(token: string): Promise<string | undefined> {
  if (!isLocal) return undefined;
  const { body } = await callApi<{ token: string }>('/_dev/expired-token', token, { method: 'POST' });
  return body.token;
}
