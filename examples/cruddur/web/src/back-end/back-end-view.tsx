import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import { useLocation } from 'react-router-dom';
import { type Home, loadHome, loadMessages, type Message } from '../api/activities.ts';
import type { ApiAnswer } from '../api/call-api.ts';
import { useChoice } from '../session/choice.ts';
import { useSession } from '../session/session.tsx';
import type { Sending } from '../session/tokens-to-send.ts';
import type { SessionState } from '../session/who-is-signed-in.ts';
import { useLatest } from './use-latest.ts';

/** The open page and the protected one, asked for with the same token. */
interface Answers {
  readonly sent: Sending;
  readonly home: ApiAnswer<Home>;
  readonly messages: ApiAnswer<{ messages: readonly Message[] }>;
}

interface BackEndView {
  /** Undefined until the back end has answered whoever is signed in now: what another member saw is gone at once. */
  readonly answers: Answers | undefined;
  /** What the next request sends: what was chosen, or nothing where nobody is signed in. */
  readonly sending: Sending;
  readonly load: () => void;
}

const BackEndContext = createContext<BackEndView | undefined>(undefined);

export function useBackEnd(): BackEndView {
  const view = useContext(BackEndContext);
  if (view === undefined) throw new Error('useBackEnd is used outside BackEndProvider');
  return view;
}

/** Asks the back end on every page, so that the name in the corner and the composer follow what it says, and not what we hope. */
export function BackEndProvider({ children }: { children: ReactNode }) {
  const { state, reload } = useSession();
  const chosen = useChoice();
  const { pathname } = useLocation();
  const [seen, setSeen] = useState<{ readonly by: SessionState; readonly answers: Answers }>();
  const sending = state.status === 'member' ? chosen : 'none';

  const ask = useCallback(async () => ({ by: state, answers: await askFor(sending) }), [state, sending]);
  const askAgain = useLatest(state.status !== 'loading', pathname, ask, setSeen);

  // An outage at the sign-in, or when the page was loaded, left the member without a name: then that is asked for again as well.
  const isNameless = state.status === 'member' && state.profile === undefined;
  const load = useCallback(() => (isNameless ? void reload() : askAgain()), [isNameless, reload, askAgain]);

  const answers = seen?.by === state ? seen.answers : undefined;
  const view = useMemo(() => ({ answers, sending, load }), [answers, sending, load]);
  return <BackEndContext value={view}>{children}</BackEndContext>;
}

/** One after the other: if the token had to be renewed for the first, the second request sends the new one. */
async function askFor(sent: Sending): Promise<Answers> {
  const home = await loadHome();
  return { sent, home, messages: await loadMessages() };
}
