import { tamper } from 'cognito-guard/testing';
import { callApi } from '../api/call-api.ts';
import { isLocal } from '../settings.ts';
import { currentTokens, type Tokens } from './tokens.ts';

export type Sending = 'access' | 'id' | 'tampered' | 'expired' | 'none';

/** What can be sent. Only the local pool can make an expired token; on AWS you would have to wait for one. */
export const SENDINGS: readonly (readonly [value: Sending, label: string, inWords: string])[] = [
  ['access', 'Access', 'the access token'],
  ['id', 'ID', 'the ID token'],
  ['tampered', 'Tampered', 'a tampered token'],
  ...(isLocal ? ([['expired', 'Expired', 'an expired token']] as const) : []),
  ['none', 'None', 'no token'],
];

const MAKE: Readonly<Record<Sending, (tokens: Tokens) => Promise<string | undefined>>> = {
  access: async ({ accessToken }) => accessToken,
  id: async ({ idToken }) => idToken,
  tampered: async ({ accessToken }) => tamper(accessToken),
  expired: async ({ accessToken }) => expiredCopy(accessToken),
  none: async () => undefined,
};

export async function tokenToSend(sending: Sending): Promise<string | undefined> {
  const tokens = sending === 'none' ? undefined : await currentTokens();
  return tokens === undefined ? undefined : MAKE[sending](tokens);
}

async function expiredCopy(token: string): Promise<string | undefined> {
  if (!isLocal) return undefined;
  const { status, body } = await callApi<{ token: string }>('/_dev/expired-token', token, { method: 'POST' });
  // Without this, no token would be sent where an expired one was chosen.
  if (status !== 200) throw new Error('The local pool made no expired token');
  return body.token;
}
