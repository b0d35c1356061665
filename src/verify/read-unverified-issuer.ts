import { bytesOf } from './base64url.ts';

/** The longest token that any verifier looks at: bounds the work that a hostile payload can ask for. */
const MAX_PAYLOAD_LENGTH = 65_536;
const NAME = '"iss"';
const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = '\\'.charCodeAt(0);
const utf8 = new TextDecoder();

/**
 * The `iss` that a token claims, for two purposes: whether an unknown `kid` may cause a key refresh, and which of several
 * pools to ask. Never for a decision about the token.
 *
 * A search and not JSON.parse: 12 KB of brackets, unsigned, would cost 340 us to parse.
 */
export function readUnverifiedIssuer(token: string): string | undefined {
  const start = token.indexOf('.') + 1;
  const end = token.indexOf('.', start);
  const payload = end === -1 ? undefined : bytesOf(token.slice(start, Math.min(end, start + MAX_PAYLOAD_LENGTH)));
  if (payload === undefined) return undefined;
  const json = utf8.decode(payload);
  const at = json.indexOf(NAME);
  if (at === -1) return undefined;
  // A Lambda can add nested objects with an `iss` of their own: only then look where each stands.
  return json.indexOf(NAME, at + 1) === -1 ? valueAfter(json, at) : topLevelValue(json);
}

/** The string after a member's name, its slashes unescaped: Cognito writes `https:\/\/`. */
function valueAfter(json: string, name: number): string | undefined {
  const value = /^\s*:\s*"([^"]*)"/.exec(json.slice(name + NAME.length, name + 1_024));
  return value?.[1]?.replaceAll('\\/', '/');
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
