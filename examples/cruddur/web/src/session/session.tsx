import { signOut as amplifySignOut } from '@aws-amplify/auth';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { type Profile, saveProfile, signOutEverywhere } from '../api/activities.ts';
import type { ApiAnswer } from '../api/call-api.ts';
import { type Ending, onSessionEnded } from '../api/call-as-member.ts';
import { forgetPoolTokens } from './amplify.ts';
import { choice } from './choice.ts';
import { forgetFarewell, leaveFarewell, readFarewell } from './farewell.ts';
import { forgetHostedLogin, leaveHostedLogin } from './federated.ts';
import { currentTokens, subOf } from './tokens.ts';
import { watchOtherTabs } from './watch-other-tabs.ts';

export type SessionState =
  | { readonly status: 'loading' }
  | { readonly status: 'anonymous'; readonly note: string | undefined }
  /** `profile` is undefined if the back end could not be asked. The member is signed in all the same. */
  | {
      readonly status: 'member';
      readonly sub: string | undefined;
      readonly profile: Profile | undefined;
      readonly federated: boolean;
    };

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

const ENDINGS: Readonly<Record<Ending, string>> = {
  expired: 'Your session has ended. Please sign in again.',
  'pool restarted':
    'The user pool was started anew: its keys and its users are gone, and your session with them. Please sign up again.',
  'signed out everywhere': 'You were signed out everywhere. Please sign in again.',
  removed: 'A moderator removed you. Cruddur refuses your tokens for a day.',
  revoked: 'Your sign-in was ended by the back end. Please sign in again.',
};

const EVERYWHERE = 'You were signed out everywhere.';

const BACK_END_NOT_TOLD =
  'You are signed out at the user pool, on every device. The back end could not be told: it takes the tokens that are out until they expire.';

export function SessionProvider({ children }: { children: ReactNode }) {
  const [state, setState] = useState<SessionState>({ status: 'loading' });

  const reload = useCallback(async () => {
    forgetFarewell();
    choice.choose('access');
    setState(await whoIsSignedIn());
  }, []);

  const part = useCallback((words: string) => {
    leaveFarewell(words);
    choice.choose('access');
    setState({ status: 'anonymous', note: words });
  }, []);

  const signOut = useCallback(async () => {
    leaveFarewell('You are signed out.');
    if (state.status === 'member' && state.federated) return leaveHostedLogin();
    await amplifySignOut();
    part('You are signed out.');
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
        // Before the tokens are gone, because another tab asks for the words as soon as they are.
        leaveFarewell(ENDINGS[ending]);
        void forgetTokens().then(() => part(ENDINGS[ending]));
      }),
    [part],
  );
  useEffect(() => watchOtherTabs(async () => setState(await sameOrNew(state))), [state]);
  useEffect(() => {
    void whoIsSignedIn().then(setState);
  }, []);

  const session = useMemo(
    () => ({ state, reload, signOut, signOutEverywhere: leaveEverywhere }),
    [state, reload, signOut, leaveEverywhere],
  );
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** Sends the ID token to the back end, which verifies it, stores the name and handle in it, and answers with them. */
async function whoIsSignedIn(): Promise<SessionState> {
  const tokens = await currentTokens().catch(() => 'unreachable' as const);
  if (tokens === undefined) return { status: 'anonymous', note: readFarewell() };
  if (tokens === 'unreachable') return { status: 'member', sub: undefined, profile: undefined, federated: false };
  const { status, body } = await saveProfile();
  // A 401 ended the session, with its words.
  if (status === 401) return { status: 'anonymous', note: readFarewell() ?? ENDINGS.expired };
  forgetFarewell();
  const { federated } = tokens;
  return { status: 'member', sub: subOf(tokens), profile: status === 200 ? body.profile : undefined, federated };
}

/** Another tab also writes when it renews the tokens of the same member. Then nothing on the page has to change. */
async function sameOrNew(state: SessionState): Promise<SessionState> {
  const tokens = await currentTokens().catch(() => undefined);
  const sub = tokens === undefined ? undefined : subOf(tokens);
  const isSame = state.status === 'member' ? sub === state.sub : sub === undefined && state.status === 'anonymous';
  if (isSame) return state;
  choice.choose('access');
  return whoIsSignedIn();
}

/**
 * The pool first: it gives out no token any more when the back end begins to refuse those that are out. Resolves to what to tell
 * the member, or to the refusal of the back end, and then nothing has happened.
 */
async function leaveAllDevices(): Promise<string | ApiAnswer<object>> {
  if (choice.current() !== 'access') return signOutEverywhere();
  // Amplify does not say when the pool cannot be reached. This does, and throws.
  const tokens = await currentTokens('refreshed');
  if (tokens === undefined) return ENDINGS.expired;
  leaveFarewell(EVERYWHERE);
  await amplifySignOut({ global: true });
  const { status } = await signOutEverywhere(tokens.accessToken);
  return status === 204 ? EVERYWHERE : BACK_END_NOT_TOLD;
}

/** Without asking the pool, which may be down: until they are gone, the page shows what was private. */
async function forgetTokens(): Promise<void> {
  await Promise.all([forgetHostedLogin(), forgetPoolTokens()]);
}
