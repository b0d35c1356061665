import { type RejectedToken, reject } from '../result.ts';
import { bytesOf } from './base64url.ts';
import type { HeaderMemo } from './token-cache.ts';

/** Cognito's header holds `kid` and `alg` and has about 90 characters. The bound keeps a hostile one cheap to parse. */
const MAX_HEADER_LENGTH = 2_048;
const MAX_KID_LENGTH = 256;

/** Fatal: U+FFFD could map two users onto one `sub`. The BOM is kept, so that JSON.parse refuses it: one token, one spelling. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A token taken apart. Only `kid` has been read; nothing is trusted yet. */
export interface DecodedToken {
  readonly token: string;
  readonly kid: string;
  /** Header and payload segment with the dot between: what was signed (RFC 7515 section 5.2). */
  readonly signingInput: string;
  /** Not parsed before the signature holds. */
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
}

/** Checks length, then structure, then spelling, then the header: the cheap before the dear. */
export function decode(token: unknown, maxTokenLength: number, headers: HeaderMemo): DecodedToken | RejectedToken {
  if (token === undefined || token === null || token === '') return reject('token_missing');
  if (typeof token !== 'string') return reject('token_malformed');
  if (token.length > maxTokenLength) return reject('token_too_large');
  const dots = countDots(token);
  if (dots !== 2) return reject(dots === 4 ? 'refresh_token' : 'token_malformed');
  const payloadStart = token.indexOf('.') + 1;
  const signatureStart = token.indexOf('.', payloadStart) + 1;
  const payload = nonEmptyBytes(token.slice(payloadStart, signatureStart - 1));
  const signature = nonEmptyBytes(token.slice(signatureStart));
  if (payloadStart > MAX_HEADER_LENGTH || payload === undefined || signature === undefined) {
    return reject('token_malformed');
  }
  const kid = headers.kidOf(token.slice(0, payloadStart - 1), readKidOf);
  const signingInput = token.slice(0, signatureStart - 1);
  return typeof kid === 'string' ? { token, kid, signingInput, payload, signature } : kid;
}

function readKidOf(header: string): string | RejectedToken {
  const bytes = nonEmptyBytes(header);
  return readKid(bytes && parseJsonObject(bytes));
}

function nonEmptyBytes(segment: string): Uint8Array | undefined {
  return segment === '' ? undefined : bytesOf(segment);
}

/** Stops at five, so that a token of dots costs no more than any other. */
function countDots(token: string): number {
  let dots = 0;
  for (let at = token.indexOf('.'); at !== -1 && dots < 5; at = token.indexOf('.', at + 1)) dots += 1;
  return dots;
}

function readKid(header: Readonly<Record<string, unknown>> | undefined): string | RejectedToken {
  if (header === undefined) return reject('token_malformed');
  // Own members only: Object.hasOwn, because JSON's objects inherit whatever Object.prototype was given.
  const has = (name: string) => Object.hasOwn(header, name);
  if (has('enc')) return reject('refresh_token');
  // They would change what the rest means: refused whenever present (RFC 7515 section 4.1.11, RFC 7797).
  if (has('crit') || has('b64') || has('zip')) return reject('token_malformed');
  if (!has('alg') || header.alg !== 'RS256') return reject('algorithm_not_allowed');
  const kid = has('kid') ? header.kid : undefined;
  const isKid = typeof kid === 'string' && kid.length >= 1 && kid.length <= MAX_KID_LENGTH;
  return isKid ? kid : reject('token_malformed');
}

/** The JSON object in a segment's bytes; undefined if they hold anything else. */
export function parseJsonObject(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  let json: unknown;
  try {
    json = JSON.parse(utf8.decode(bytes));
  } catch {
    // TypeError for bytes that are not UTF-8, SyntaxError for text that is not JSON.
    return undefined;
  }
  // The one cast: a JSON object, not an array.
  return typeof json === 'object' && json !== null && !Array.isArray(json)
    ? (json as Record<string, unknown>)
    : undefined;
}
