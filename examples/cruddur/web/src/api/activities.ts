import { type ApiAnswer, callApi } from './call-api.ts';
import { callAsMember } from './call-as-member.ts';

export interface Profile {
  readonly sub: string;
  readonly name: string;
  readonly handle: string | null;
}

export interface Crud {
  readonly id: string;
  readonly name: string;
  readonly handle: string | null;
  readonly text: string;
  readonly audience: 'everyone' | 'members';
  readonly created_at: number;
  readonly expires_at: number;
}

export interface Message {
  readonly id: string;
  readonly name: string;
  readonly handle: string | null;
  readonly text: string;
  readonly created_at: number;
}

export interface Removal {
  readonly id: string;
  readonly text: string;
  readonly author: string;
  readonly removed_by: string;
  readonly removed_at: number;
}

/** What the back end says about the token, and the cruds that it shows for such a token. */
export interface Home {
  readonly token_valid?: boolean;
  readonly token_use?: string;
  readonly message?: string;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly cruds?: readonly Crud[];
}

const HOME = '/api/activities/home';
const MESSAGES = '/api/messages';

export const loadHome = () => callAsMember<Home>(HOME);
export const loadMessages = () => callAsMember<{ messages: readonly Message[] }>(MESSAGES);
export const loadModeration = () =>
  callAsMember<{ cruds: readonly Crud[]; removals: readonly Removal[] }>('/api/moderation');
export const postCrud = (text: string, lifetime: string) =>
  callAsMember<{ crud: Crud }>('/api/activities', { method: 'POST', body: { text, expires_in: lifetime } });
export const removeCrud = (id: string) => callAsMember<object>(`/api/activities/${id}`, { method: 'DELETE' });
export const saveProfile = () =>
  callAsMember<{ profile: Profile }>('/api/profile', { method: 'POST', send: 'idToken' });

/** Asks for the open page and the protected one with exactly this token, which is not renewed if it is refused. */
export async function askWith(
  token: string | undefined,
): Promise<{ home: ApiAnswer<Home>; messages: ApiAnswer<object> }> {
  const [home, messages] = await Promise.all([callApi<Home>(HOME, token), callApi<object>(MESSAGES, token)]);
  return { home, messages };
}
