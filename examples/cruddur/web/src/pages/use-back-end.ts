import { useCallback, useState } from 'react';
import { askWith, type Home, loadHome } from '../api/activities.ts';
import { type ApiAnswer, callApi } from '../api/call-api.ts';
import type { SessionState } from '../session/session.tsx';
import { currentTokens } from '../session/tokens.ts';
import { type Sending, tokenToSend } from '../session/tokens-to-send.ts';
import { useLatest } from './use-latest.ts';

export interface BackEndView {
  readonly home: ApiAnswer<Home>;
  readonly messages: ApiAnswer<object>;
}

/** The home page for the chosen token. An application sends the access token; the others are for the demo. */
export function useBackEnd(status: SessionState['status']) {
  const [chosen, setChosen] = useState<Sending>('access');
  const [view, setView] = useState<BackEndView>();
  const sending = status === 'member' ? chosen : 'none';

  const look = useCallback(() => ask(sending), [sending]);
  const load = useLatest(status !== 'loading', status, look, setView);

  return { sending, send: setChosen, view, load };
}

async function ask(sending: Sending): Promise<BackEndView> {
  if (sending !== 'access') return askWith(await tokenToSend(sending));
  // One after the other: if the token had to be renewed for the home page, the second request sends the new one.
  const home = await loadHome();
  const tokens = await currentTokens().catch(() => undefined);
  return { home, messages: await callApi<object>('/api/messages', tokens?.accessToken) };
}
