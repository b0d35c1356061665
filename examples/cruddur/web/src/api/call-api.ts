export interface ApiAnswer<Body> {
  /** 0: the back end could not be reached. */
  readonly status: number;
  readonly body: Body & Partial<Refusal>;
  /** The `WWW-Authenticate` header of a refusal. */
  readonly challenge: string | undefined;
}

/** What the body of any refusal may say. */
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
    const text = await response.text();
    return {
      status: response.status,
      body: text === '' ? {} : JSON.parse(text),
      challenge: response.headers.get('www-authenticate') ?? undefined,
    };
  } catch {
    const unreachable = {
      error: 'unreachable',
      error_description: 'The back end cannot be reached. Please try again.',
    };
    return { status: 0, body: unreachable as ApiAnswer<Body>['body'], challenge: undefined };
  }
}
