import { type RejectedToken, reject } from '../result.ts';

/** Headers as hosts have them: Node's object, a `Headers`, or a plain object whose names keep the client's case. */
export type HeadersLike = { get(name: string): string | null } | Readonly<Record<string, unknown>>;

/** What the token is read from: any request that has `headers`. */
export interface RequestLike {
  readonly headers: HeadersLike;
  /** Node's list of names and values, where there is one: it alone shows a field that was sent twice. */
  readonly rawHeaders?: readonly string[];
}

const NAME = 'authorization';
const SCHEME = 'bearer';
/** RFC 6750 section 2.1, `b64token`. */
const TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;
/** What front ends send that glue an absent token to the scheme. */
const ABSENT_TOKENS = ['', 'null', 'undefined'];

/**
 * The bearer token of a request: its text, or why there is none. Only the `Authorization` field is looked at.
 * @see RFC 6750 section 2.1, RFC 9110 sections 5.3 and 11.4
 */
export function readBearerToken(request: RequestLike): string | RejectedToken {
  const values = fieldValues(request);
  if (values.some((value) => value !== values[0]) || countRaw(request.rawHeaders) > 1)
    return reject('request_malformed');
  const [value] = values;
  if (value === undefined || value === null) return reject('token_missing');
  if (typeof value !== 'string') return reject('request_malformed');
  return parseCredentials(value);
}

/** All values under any spelling of the name, own members only. */
function fieldValues({ headers }: RequestLike): readonly unknown[] {
  if (typeof headers !== 'object' || headers === null) return [];
  if (typeof headers.get === 'function') return [headers.get(NAME)];
  return Object.keys(headers)
    .filter((name) => name.length === NAME.length && name.toLowerCase() === NAME)
    .map((name) => onlyItem((headers as Readonly<Record<string, unknown>>)[name]));
}

function onlyItem(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}

/** Node keeps the first of two fields silently, a proxy before it may have gone by the last. */
function countRaw(rawHeaders: readonly string[] = []): number {
  return rawHeaders.filter((name, at) => at % 2 === 0 && name.length === NAME.length && name.toLowerCase() === NAME)
    .length;
}

function parseCredentials(value: string): string | RejectedToken {
  if (value.slice(0, SCHEME.length).toLowerCase() !== SCHEME) {
    return reject(isBareToken(value) ? 'request_malformed' : 'token_missing');
  }
  // By index: a pattern that backtracks over spaces would be quadratic.
  let start = SCHEME.length;
  while (value.charCodeAt(start) === 0x20) start += 1;
  const token = value.slice(start);
  if (ABSENT_TOKENS.includes(token)) return reject('token_missing');
  return start > SCHEME.length && TOKEN.test(token) ? token : reject('request_malformed');
}

/** A JWT without scheme, in quotes or not: a slip worth telling. Any other scheme is simply not ours. */
function isBareToken(value: string): boolean {
  return /^["']?eyJ[^ ]*$/.test(value);
}
