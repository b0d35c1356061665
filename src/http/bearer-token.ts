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
const SPACE = 0x20;
/** What front ends send that glue an absent token to the scheme. */
const ABSENT_TOKENS = ['', 'null', 'undefined'];

/**
 * What a request sends as its bearer token, or why there is none. Only the `Authorization` field is looked at. Whether
 * the text is in the token alphabet is left to `isBearerToken`.
 * @see RFC 6750 section 2.1, RFC 9110 sections 5.3 and 11.4
 */
export function readBearerToken({ headers, rawHeaders = [] }: RequestLike): string | RejectedToken {
  const value = readField(headers);
  if (value === undefined || value === null) return reject('token_missing');
  if (typeof value !== 'string' || isSentTwice(rawHeaders)) return reject('request_malformed');
  return parseCredentials(value);
}

/** Whether text can be a bearer token at all (RFC 6750 section 2.1, `b64token`). */
export function isBearerToken(text: string): boolean {
  return /^[A-Za-z0-9\-._~+/]+=*$/.test(text);
}

/** The value under any spelling of the name, own members only; an array where there are several that differ. */
function readField(headers: HeadersLike): unknown {
  if (typeof headers !== 'object' || headers === null) return undefined;
  if (typeof headers.get === 'function') return headers.get(NAME);
  let found: unknown;
  for (const name of Object.keys(headers)) {
    if (!isTheName(name)) continue;
    const value = onlyItem((headers as Readonly<Record<string, unknown>>)[name]);
    found = found === undefined || found === value ? value : [found, value];
  }
  return found;
}

function isTheName(name: string): boolean {
  return name.length === NAME.length && name.toLowerCase() === NAME;
}

function onlyItem(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}

/** Node keeps the first of two fields silently, a proxy before it may have gone by the last. */
function isSentTwice(rawHeaders: readonly string[]): boolean {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) if (isTheName(String(rawHeaders[at]))) count += 1;
  return count > 1;
}

function parseCredentials(value: string): string | RejectedToken {
  if (value.slice(0, SCHEME.length).toLowerCase() !== SCHEME) {
    return reject(isBareToken(value) ? 'request_malformed' : 'token_missing');
  }
  // By index: a pattern that backtracks over spaces would be quadratic.
  let start = SCHEME.length;
  while (value.charCodeAt(start) === SPACE) start += 1;
  const token = value.slice(start);
  if (ABSENT_TOKENS.includes(token)) return reject('token_missing');
  // Extra words, or two fields joined by a comma: which of them would be the token?
  const isOneWord = start > SCHEME.length && !token.includes(' ') && !token.includes(',');
  return isOneWord ? token : reject('request_malformed');
}

/** A JWT without scheme, in quotes or not: a slip worth telling. Any other scheme is simply not ours. */
function isBareToken(value: string): boolean {
  return /^["']?eyJ[^ ]*$/.test(value);
}
