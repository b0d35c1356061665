import { LONGEST_TOKEN } from '../options/verifier-config.ts';

const NAME = '"iss"';
/** What follows a member's name, if its value is a string. No issuer is longer. Sticky, because a slice for each name would be dear. */
const STRING_VALUE = /\s{0,64}:\s{0,64}"([^"]{0,1024})"/y;
const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = '\\'.charCodeAt(0);

/**
 * The `iss` that a token claims, for two purposes: whether an unknown `kid` may cause a key refresh, and which of several
 * pools to ask. Never for a decision about the token, so it need not be read with more care than that takes.
 *
 * It is found by search, because to parse 12 KB of brackets that nobody has signed takes ten times as long.
 */
export function readUnverifiedIssuer(token: string): string | undefined {
  if (token.length > LONGEST_TOKEN) return undefined;
  const start = token.indexOf('.') + 1;
  const end = token.indexOf('.', start);
  if (end === -1) return undefined;
  const json = latin1Of(token.slice(start, end));
  const at = json.indexOf(NAME);
  if (at === -1) return undefined;
  // A Lambda can add nested objects with an `iss` of their own. Only where there are several is the one at the top level looked for.
  return json.indexOf(NAME, at + 1) === -1 ? valueAfter(json, at) : topLevelValue(json);
}

/** One character for each byte, which leaves ASCII as it is, and so every issuer. */
function latin1Of(segment: string): string {
  if (globalThis.Buffer?.isEncoding?.('base64url')) return Buffer.from(segment, 'base64url').toString('latin1');
  try {
    return atob(segment.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return '';
  }
}

/** The string after a member's name, its slashes unescaped: Cognito writes `https:\/\/`. */
function valueAfter(json: string, name: number): string | undefined {
  STRING_VALUE.lastIndex = name + NAME.length;
  return STRING_VALUE.exec(json)?.[1]?.replaceAll('\\/', '/');
}

/** The value of the first `"iss"` that is a member's name and not in a nested value. */
function topLevelValue(json: string): string | undefined {
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    const character = json.charCodeAt(at);
    depth += depthChange(character);
    if (character !== QUOTE) continue;
    const value = depth === 1 && json.startsWith(NAME, at) ? valueAfter(json, at) : undefined;
    if (value !== undefined) return value;
    at = endOfString(json, at);
  }
  return undefined;
}

/** Index of the closing quote. */
function endOfString(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json.charCodeAt(at) !== QUOTE) at += json.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at;
}

/** `[` and `{` are 0x5b and 0x7b, their closing partners two above. */
function depthChange(character: number): number {
  const folded = character | 0x20;
  if (folded === 0x7b) return 1;
  return folded === 0x7d ? -1 : 0;
}
