import { signOut as amplifySignOut } from '@aws-amplify/auth';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { signOutEverywhere } from '../api/activities.ts';
import type { ApiAnswer } from '../api/call-api.ts';
import { onSessionEnded } from '../api/call-as-member.ts';
import { choice } from './choice.ts';
import { forgetFarewell, leaveFarewell, readFarewell } from './farewell.ts';
import { leaveHostedLogin } from './federated.ts';
import { SessionEnded } from './token-pair.ts';
import { currentTokens, forgetTokens } from './tokens.ts';
import { watchOtherTabs } from './watch-other-tabs.ts';
import { ENDINGS, isOfAnother, type SessionState, whoIsSignedIn } from './who-is-signed-in.ts';

interface Session {
  readonly state: SessionState;
  /** To be called after a sign-in: finds out who is signed in. */
  readonly reload: () => Promise<void>;
  readonly signOut: () => Promise<void>;
  /** Resolves to the answer of the back end if it refused, and then nothing has happened. */
  readonly signOutEverywhere: () => Promise<ApiAnswer<object> | undefined>;
}

const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('useSession is used outside SessionProvider');
  return session;
}

const SIGNED_OUT = 'You are signed out.';
const EVERYWHERE = 'You were signed out everywhere.';

const BACK_END_NOT_TOLD =
  'You are signed out at the user pool, on every device. The back end could not be told: it takes the tokens that are out until they expire.';

export function SessionProvider({ children }: { children: ReactNode }) {
  const [state, setState] = useState<SessionState>({ status: 'loading' });
  const shown = useRef(state);
  const asked = useRef(0);

  /** What happened last is shown. An answer that was asked for before that comes too late. */
  const show = useCallback((next: SessionState) => {
    asked.current += 1;
    if (isOfAnother(shown.current, next)) choice.choose('access');
    shown.current = next;
    setState(next);
  }, []);

  const lookAgain = useCallback(async () => {
    asked.current += 1;
    const own = asked.current;
    const found = await whoIsSignedIn(shown.current);
    if (own !== asked.current) return;
    if (found.status === 'member') forgetFarewell();
    show(found);
  }, [show]);

  const reload = useCallback(() => {
    forgetFarewell();
    return lookAgain();
  }, [lookAgain]);

  const part = useCallback(
    (words: string) => {
      leaveFarewell(words);
      show({ status: 'anonymous', note: words });
    },
    [show],
  );

  const signOut = useCallback(async () => {
    leaveFarewell(SIGNED_OUT);
    if (state.status === 'member' && state.federated) return leaveHostedLogin();
    await amplifySignOut();
    part(SIGNED_OUT);
  }, [state, part]);

  const leaveEverywhere = useCallback(async () => {
    const outcome = await leaveAllDevices();
    if (typeof outcome !== 'string') return outcome;
    part(outcome);
    return undefined;
  }, [part]);

  useEffect(
    () =>
      onSessionEnded((ending) => {
        // Of several requests the first tells it, and whoever signs out has words already.
        if (readFarewell() !== undefined) return;
        // Before the tokens are gone, because another tab asks for the words as soon as they are.
        leaveFarewell(ENDINGS[ending]);
        void forgetTokens().then(() => part(ENDINGS[ending]));
      }),
    [part],
  );
  useEffect(() => watchOtherTabs(lookAgain), [lookAgain]);
  useEffect(() => void lookAgain(), [lookAgain]);

  const session = useMemo(
    () => ({ state, reload, signOut, signOutEverywhere: leaveEverywhere }),
    [state, reload, signOut, leaveEverywhere],
  );
  return <SessionContext value={session}>{children}</SessionContext>;
}

/**
 * The pool first: it gives out no token any more when the back end begins to refuse those that are out. Resolves to what to tell
 * the member, or to the refusal of the back end, and then nothing has happened.
 */
async function leaveAllDevices(): Promise<string | ApiAnswer<object>> {
  if (choice.current() !== 'access') return signOutEverywhere();
  // Amplify does not say when the pool cannot be reached. This does, and throws.
  const tokens = await currentTokens('refreshed').catch(noneIfEnded);
  if (tokens === undefined) return ENDINGS.expired;
  leaveFarewell(EVERYWHERE);
  await amplifySignOut({ global: true });
  const { status } = await signOutEverywhere(tokens.accessToken);
  return status === 204 ? EVERYWHERE : BACK_END_NOT_TOLD;
}

function noneIfEnded(error: unknown): undefined {
  if (!(error instanceof SessionEnded)) throw error;
}
