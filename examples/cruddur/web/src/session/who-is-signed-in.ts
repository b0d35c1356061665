import { type Profile, saveProfile } from '../api/activities.ts';
import type { Ending } from '../api/call-as-member.ts';
import { readFarewell } from './farewell.ts';
import { SessionEnded } from './token-pair.ts';
import { currentTokens, subOf, type Tokens } from './tokens.ts';

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

export const ENDINGS: Readonly<Record<Ending, string>> = {
  expired: 'Your session has ended. Please sign in again.',
  'pool restarted':
    'The user pool was started anew: its keys and its users are gone, and your session with them. Please sign up again.',
  'signed out everywhere': 'You were signed out everywhere. Please sign in again.',
  removed: 'A moderator removed you. Cruddur refuses your tokens for a day.',
  revoked: 'Your sign-in was ended by the back end. Please sign in again.',
};

/** Whether what was chosen to be sent was somebody else's choice. It stays when the page is loaded again. */
export function isOfAnother(before: SessionState, next: SessionState): boolean {
  if (before.status !== 'member' || next.status !== 'member') return before.status !== 'loading';
  return before.sub !== undefined && next.sub !== undefined && before.sub !== next.sub;
}

/**
 * Sends the ID token to the back end, which verifies it, stores the name and handle in it, and answers with them. Not if it is
 * still who is shown: another tab also writes when it renews the tokens of the same member.
 */
export async function whoIsSignedIn(shown: SessionState): Promise<SessionState> {
  const tokens = await tokensOrWhyNot();
  if (tokens === 'ended') return { status: 'anonymous', note: ENDINGS.expired };
  if (tokens === 'unreachable') return { status: 'member', sub: undefined, profile: undefined, federated: false };
  if (tokens === undefined) {
    return shown.status === 'anonymous' ? shown : { status: 'anonymous', note: readFarewell() };
  }
  const sub = subOf(tokens);
  if (shown.status === 'member' && shown.sub === sub && shown.profile !== undefined) return shown;
  const { status, body } = await saveProfile();
  // A 401 ended the session, with its words.
  if (status === 401) return { status: 'anonymous', note: readFarewell() ?? ENDINGS.expired };
  return { status: 'member', sub, profile: status === 200 ? body.profile : undefined, federated: tokens.federated };
}

async function tokensOrWhyNot(): Promise<Tokens | undefined | 'ended' | 'unreachable'> {
  try {
    return await currentTokens();
  } catch (error) {
    return error instanceof SessionEnded ? 'ended' : 'unreachable';
  }
}
