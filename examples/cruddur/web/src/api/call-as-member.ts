import { choice } from '../session/choice.ts';
import { SessionEnded } from '../session/token-pair.ts';
import { currentTokens, type Tokens } from '../session/tokens.ts';
import { tokenToSend } from '../session/tokens-to-send.ts';
import { type ApiAnswer, type ApiRequest, callApi, unanswered } from './call-api.ts';

/** Why a session is over, as far as the back end and the pool tell. */
export type Ending = 'expired' | 'pool restarted' | 'signed out everywhere' | 'removed' | 'revoked';

type EndListener = (ending: Ending) => void;
const endListeners = new Set<EndListener>();

/** Calls the listener when the session has ended. Returns a function that removes the listener. */
export function onSessionEnded(listener: EndListener): () => void {
  endListeners.add(listener);
  return () => {
    endListeners.delete(listener);
  };
}

export interface MemberRequest extends ApiRequest {
  /** Default `accessToken`. Only the call that saves the profile, after a sign-in, sends the ID token, whatever is chosen. */
  readonly send?: 'accessToken' | 'idToken';
}

/**
 * Calls with the token that was chosen to be sent. An application has no such choice: it sends the member's token, if there is one. If
 * the back end refuses that, the token is renewed once and the call is repeated: it may have expired, or its key may be gone.
 */
export async function callAsMember<Body>(path: string, request: MemberRequest = {}): Promise<ApiAnswer<Body>> {
  const { send = 'accessToken', ...rest } = request;
  const chosen = send === 'idToken' ? 'access' : choice.current();
  try {
    if (chosen !== 'access') return await callApi<Body>(path, await tokenToSend(chosen), rest);
    const tokens = await currentTokens();
    const answer = await callApi<Body>(path, tokens?.[send], rest);
    const isRefused = tokens !== undefined && refusesTheToken(answer);
    return isRefused ? await afterRefusal(path, request, { tokens, answer }) : answer;
  } catch (error) {
    // An outage of the pool is not a sign-out: the member stays signed in and can try again.
    if (!(error instanceof SessionEnded)) return unanswered('pool_unreachable');
    end('expired');
    return callApi<Body>(path, undefined, rest);
  }
}

/** A token that was revoked is not renewed: whoever signed out everywhere wants to be out. */
async function afterRefusal<Body>(
  path: string,
  { send = 'accessToken', ...rest }: MemberRequest,
  { tokens, answer }: { readonly tokens: Tokens; readonly answer: ApiAnswer<Body> },
): Promise<ApiAnswer<Body>> {
  const isRevoked = answer.body.reason === 'token_revoked';
  const current = isRevoked ? tokens : await renewedAfter(answer);
  const last = isRevoked || current === undefined ? answer : await callApi<Body>(path, current[send], rest);
  if (last.body.reason === 'token_revoked') end(await endingOfRevoked(current));
  return last;
}

async function renewedAfter({ body }: ApiAnswer<unknown>): Promise<Tokens | undefined> {
  try {
    return await currentTokens('refreshed');
  } catch (error) {
    if (!(error instanceof SessionEnded)) throw error;
    end(OF_ANOTHER_POOL.includes(body.reason ?? '') ? 'pool restarted' : 'expired');
    return undefined;
  }
}

/** A local pool that was started anew has other keys, and mostly another address. */
const OF_ANOTHER_POOL = ['issuer_unknown', 'key_unknown'];

function end(ending: Ending): void {
  for (const listener of endListeners) listener(ending);
}

/** The open page is given for a revoked token too, and says who revoked it. */
async function endingOfRevoked(tokens: Tokens | undefined): Promise<Ending> {
  const { body } = await callApi<{ signed_out?: { by: string } }>('/api/activities/home', tokens?.accessToken);
  if (body.signed_out?.by === 'moderator') return 'removed';
  return body.signed_out?.by === 'member' ? 'signed out everywhere' : 'revoked';
}

function refusesTheToken({ status, body }: ApiAnswer<unknown>): boolean {
  if (body.reason === 'token_missing') return false;
  return status === 401 || (status === 200 && 'token_valid' in body && body.token_valid === false);
}
