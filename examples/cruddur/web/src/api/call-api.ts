export interface ApiAnswer<Body> {
  /** 0: the back end could not be reached. */
  readonly status: number;
  readonly body: Body & Partial<Refusal>;
  /** The `WWW-Authenticate` header of a refusal. */
  readonly challenge: string | undefined;
}

/** What the body of any refusal may say. `unreachable` and `pool_unreachable` are ours: nobody answered. */
export interface Refusal {
  readonly error: string;
  readonly error_description: string;
  readonly reason: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly body?: object;
}

/** One request. Without a token there is no `Authorization` header at all, and not `Bearer undefined`. */
export async function callApi<Body>(path: string, token?: string, request: ApiRequest = {}): Promise<ApiAnswer<Body>> {
  const { method = 'GET', body } = request;
  const headers = new Headers();
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  if (body !== undefined) headers.set('content-type', 'application/json');
  try {
    const response = await fetch(path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
    if (BY_THE_PROXY.includes(response.status)) return unanswered('unreachable', response.status);
    const text = await response.text();
    return {
      status: response.status,
      body: text === '' ? {} : JSON.parse(text),
      challenge: response.headers.get('www-authenticate') ?? undefined,
    };
  } catch {
    return unanswered('unreachable');
  }
}

/** Bad gateway and gateway timeout: a proxy says so, when the back end behind it does not answer. */
const BY_THE_PROXY = [502, 504];

/** In place of an answer, where there is none. */
export function unanswered(error: 'unreachable' | 'pool_unreachable', status = 0): ApiAnswer<never> {
  return { status, body: { error } as never, challenge: undefined };
}
