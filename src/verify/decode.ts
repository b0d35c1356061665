import { bytesOf, copyOf } from '../base64url.ts';
import { isKid } from '../jwks/parse-key-set.ts';
import { ownMember, withoutPrototype } from '../own-member.ts';
import { type RejectedToken, reject } from '../result.ts';

/** Characters. Cognito's header holds `kid` and `alg` and has about 90; the bound keeps a hostile one cheap to parse. */
const MAX_HEADER_LENGTH = 2_048;

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

export type JsonObject = Readonly<Record<string, unknown>>;

let strictUtf8: InstanceType<typeof TextDecoder> | undefined;

/** One for all verifiers. Made when it is needed, because some hosts that load the library have none. */
function utf8(): InstanceType<typeof TextDecoder> {
  // `fatal`, because to replace bad bytes by U+FFFD could give two users one `sub`. `ignoreBOM`, despite its name, keeps a BOM
  // in the text, and JSON.parse refuses it: one token has one spelling.
  strictUtf8 ??= new TextDecoder('utf-8', withoutPrototype({ fatal: true, ignoreBOM: true }));
  return strictUtf8;
}

/** Takes tokens apart: what is cheap to check comes first, so that a hostile token costs little. */
export function createDecoder(maxTokenLength: number) {
  // The last good header and its `kid`. Cognito's tokens of one use share one header, and reading it again would cost a
  // sixth of the work on a new token. It says nothing about any token's worth.
  let lastHeader: string | undefined;
  let lastKid = '';

  function decode(token: unknown): DecodedToken | RejectedToken {
    if (isAbsent(token)) return reject('token_missing');
    if (typeof token !== 'string') return malformed('it is not a string');
    if (token.length > maxTokenLength) return reject('token_too_large');
    const dots = countDots(token);
    return dots === 2 ? decodeSegments(token) : rejectionByDots(token, dots);
  }

  function decodeSegments(token: string): DecodedToken | RejectedToken {
    const payloadStart = token.indexOf('.') + 1;
    const signatureStart = token.indexOf('.', payloadStart) + 1;
    const payload = nonEmptyBytes(token.slice(payloadStart, signatureStart - 1));
    const signature = nonEmptyBytes(token.slice(signatureStart));
    if (payload === undefined || signature === undefined) {
      return malformed(slipIn(token) ?? 'a segment is not canonical base64url');
    }
    const kid = kidOf(token.slice(0, payloadStart - 1));
    if (typeof kid !== 'string') return kid;
    return { token, kid, signingInput: token.slice(0, signatureStart - 1), payload, signature };
  }

  function kidOf(header: string): string | RejectedToken {
    if (header === lastHeader) return lastKid;
    if (header.length > MAX_HEADER_LENGTH) return malformed('the header is too long');
    const bytes = nonEmptyBytes(header);
    const json = bytes && parseObject(bytes);
    if (json === undefined) return malformed(slipIn(header) ?? 'the header is not a JSON object');
    const kid = readKid(json);
    if (typeof kid === 'string') {
      lastHeader = copyOf(header);
      lastKid = kid;
    }
    return kid;
  }

  return decode;
}

/** The JSON object in a segment's bytes; undefined if they hold anything else. */
export function parseObject(bytes: Uint8Array): JsonObject | undefined {
  // Outside of the try: what the host lacks is no fault of the token.
  const decoder = utf8();
  let json: unknown;
  try {
    json = JSON.parse(decoder.decode(bytes));
  } catch {
    // TypeError for bytes that are not UTF-8, SyntaxError for text that is not JSON.
    return undefined;
  }
  // The one cast: a JSON object, not an array.
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as JsonObject) : undefined;
}

function readKid(header: JsonObject): string | RejectedToken {
  if (Object.hasOwn(header, 'enc')) return reject('refresh_token');
  // They would change what the rest means, so each is refused wherever it stands (RFC 7515 section 4.1.11, RFC 7797).
  const unsupported = ['crit', 'b64', 'zip'].find((name) => Object.hasOwn(header, name));
  if (unsupported !== undefined) return malformed(`the header parameter '${unsupported}' is not supported`);
  if (ownMember(header, 'alg') !== 'RS256') return reject('algorithm_not_allowed');
  const kid = ownMember(header, 'kid');
  return isKid(kid) ? kid : malformed("the header parameter 'kid' is missing, empty or too long");
}

/** The cause is for logs. It names the slip and holds nothing of the token. */
function malformed(cause: string): RejectedToken {
  return reject('token_malformed', { cause });
}

/** What people send instead of a token alone, looked for only once it is refused. */
function slipIn(text: string): string | undefined {
  if (/^bearer\b/i.test(text)) return "it starts with 'Bearer': pass the token alone";
  if (/^["']/.test(text)) return 'it is in quotes: pass the token alone';
  if (/\s/.test(text)) return 'it holds white space: pass the token alone';
  return text.includes('=') ? 'it has base64 padding: pass the token as the pool made it' : undefined;
}

/** Five segments are those of a JWE (RFC 7516 section 3.1), which Cognito's refresh tokens are. */
function rejectionByDots(token: string, dots: number): RejectedToken {
  return dots === 4 ? reject('refresh_token') : malformed(slipIn(token) ?? 'it does not have three segments');
}

function isAbsent(token: unknown): boolean {
  return token === undefined || token === null || token === '';
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
