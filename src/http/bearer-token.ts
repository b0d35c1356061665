import { LONGEST_TOKEN } from '../options/verifier-config.ts';
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
/** Characters, with room for the scheme and the spaces behind it. A host may let a megabyte through, which takes milliseconds to read. */
const LONGEST_FIELD = LONGEST_TOKEN + 1_024;
/** What follows `Bearer` when a front end concatenates it with a missing token. Each means that there is no token. */
const ABSENT_TOKENS = ['', 'null', 'undefined'];

/** RFC 6750 section 2.1, `b64token`. */
const BEARER_TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;

/**
 * The bearer token of a request, or the refusal of the request. Only the `Authorization` field is looked at.
 * @see RFC 6750 section 2.1, RFC 9110 sections 5.3 and 11.4
 */
export function readBearerToken({ headers, rawHeaders }: RequestLike): string | RejectedToken {
  const value = readField(headers);
  if (value === undefined || value === null) return reject('token_missing');
  if (typeof value !== 'string') return malformed('the Authorization header is not one text');
  if (isListOfRequest(rawHeaders) && isSentTwice(rawHeaders)) return malformed('there are two Authorization headers');
  return parseCredentials(value);
}

/** The cause is for logs. It names the slip and holds nothing of the header. */
function malformed(cause: string): RejectedToken {
  return reject('request_malformed', { cause });
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

/** Under HTTP/2 the request's class has the list. What a polluted Object.prototype has is of no request. */
function isListOfRequest(rawHeaders: unknown): rawHeaders is readonly unknown[] {
  return Array.isArray(rawHeaders) && rawHeaders !== Reflect.get(Object.prototype, 'rawHeaders');
}

/** Node keeps the first of two fields silently, a proxy before it may have gone by the last. */
function isSentTwice(rawHeaders: readonly unknown[]): boolean {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) if (isTheName(String(rawHeaders[at]))) count += 1;
  return count > 1;
}

function parseCredentials(value: string): string | RejectedToken {
  if (value.length > LONGEST_FIELD) return reject('token_too_large');
  if (value.slice(0, SCHEME.length).toLowerCase() !== SCHEME) {
    return isBareToken(value) ? malformed("the scheme 'Bearer' is missing") : reject('token_missing');
  }
  // By index: a pattern that backtracks over spaces would be quadratic.
  let start = SCHEME.length;
  while (value.charCodeAt(start) === SPACE) start += 1;
  const token = value.slice(start);
  if (start === SCHEME.length && token !== '') return malformed("there is no space after 'Bearer'");
  if (ABSENT_TOKENS.includes(token)) return reject('token_missing');
  return BEARER_TOKEN.test(token) ? token : malformed(slipIn(token));
}

function slipIn(credentials: string): string {
  if (/^["']/.test(credentials)) return 'the token is in quotes';
  // They would leave open which of them is the token.
  if (/[\s,]/.test(credentials)) return 'there is more than one word after Bearer';
  return 'there is a character in the token that no token has';
}

/** A JWT without scheme, in quotes or not: a slip worth telling. Any other scheme is simply not ours. */
function isBareToken(value: string): boolean {
  return /^["']?eyJ[^ ]*$/.test(value);
}
