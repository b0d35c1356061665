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

export interface Member extends Profile {
  /** Set while a moderator keeps the member out. */
  readonly removed_until: number | null;
}

/** What the back end says about the token, and the cruds that it shows for such a token. */
export interface Home {
  readonly token_valid?: boolean;
  readonly token_use?: string;
  readonly message?: string;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly cruds?: readonly Crud[];
}

export interface Moderation {
  readonly cruds: readonly Crud[];
  readonly removals: readonly Removal[];
  readonly members: readonly Member[];
}

export const loadHome = () => callAsMember<Home>('/api/activities/home');
export const loadMessages = () => callAsMember<{ messages: readonly Message[] }>('/api/messages');
export const loadModeration = () => callAsMember<Moderation>('/api/moderation');
export const postCrud = (text: string, lifetime: string) =>
  callAsMember<{ crud: Crud }>('/api/activities', { method: 'POST', body: { text, expires_in: lifetime } });
export const removeCrud = (id: string) => callAsMember<object>(`/api/activities/${id}`, { method: 'DELETE' });
export const saveProfile = () =>
  callAsMember<{ profile: Profile }>('/api/profile', { method: 'POST', send: 'idToken' });
export const removeMember = (sub: string) => callAsMember<object>(`/api/members/${sub}`, { method: 'DELETE' });

/** With a token that the pool has ended already, or with the one that was chosen. */
export function signOutEverywhere(token?: string): Promise<ApiAnswer<object>> {
  const [path, request] = ['/api/sign-out-everywhere', { method: 'POST' }] as const;
  return token === undefined ? callAsMember(path, request) : callApi(path, token, request);
}
