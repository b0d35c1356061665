import { currentTokens, type Tokens } from '../session/tokens.ts';
import { type ApiAnswer, type ApiRequest, callApi } from './call-api.ts';

type EndListener = () => void;
const endListeners = new Set<EndListener>();

/** Calls the listener when the pool refuses to renew the tokens. Returns a function that removes the listener. */
export function onSessionEnded(listener: EndListener): () => void {
  endListeners.add(listener);
  return () => {
    endListeners.delete(listener);
  };
}

const POOL_UNREACHABLE: ApiAnswer<never> = {
  status: 0,
  body: { error: 'unreachable', error_description: 'The user pool cannot be reached. Please try again.' } as never,
  challenge: undefined,
};

export interface MemberRequest extends ApiRequest {
  /** Default `accessToken`. Only the call that saves the profile sends the ID token. */
  readonly send?: 'accessToken' | 'idToken';
}

/**
 * Calls with the member's token, if there is one. If the back end refuses it, the token is renewed once and the call is
 * repeated: it may have expired, or its key may be gone. The session has ended only if the pool refuses to renew it.
 */
export async function callAsMember<Body>(path: string, request: MemberRequest = {}): Promise<ApiAnswer<Body>> {
  const { send = 'accessToken', ...rest } = request;
  const tokens = await tokensOrOutage('as they are');
  if (tokens === 'outage') return POOL_UNREACHABLE;
  const answer = await callApi<Body>(path, tokens?.[send], rest);
  if (tokens === undefined || !refusesTheToken(answer)) return answer;

  const renewed = await tokensOrOutage('refreshed');
  if (renewed === 'outage') return POOL_UNREACHABLE;
  if (renewed !== undefined) return callApi<Body>(path, renewed[send], rest);
  for (const listener of endListeners) listener();
  return answer;
}

/** An outage of the pool is not a sign-out: the member stays signed in and can try again. */
async function tokensOrOutage(how: 'as they are' | 'refreshed'): Promise<Tokens | 'outage' | undefined> {
  try {
    return await currentTokens(how);
  } catch {
    return 'outage';
  }
}

function refusesTheToken({ status, body }: ApiAnswer<unknown>): boolean {
  if (body.reason === 'token_missing') return false;
  return status === 401 || (status === 200 && 'token_valid' in body && body.token_valid === false);
}
