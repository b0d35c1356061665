/** Bounds the work that a hostile payload can ask for; Cognito writes `iss` among the first claims. */
const MAX_SCANNED_BYTES = 12_288;
const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = '\\'.charCodeAt(0);

/**
 * The `iss` that a payload claims, for two purposes: whether an unknown `kid` may cause a key refresh, and which
 * of several pools to ask. Never for a decision about the token.
 *
 * A scan and not JSON.parse: 12 KB of brackets, unsigned, would cost 340 us to parse and cost 20 us to scan.
 */
export function readUnverifiedIssuer(payload: Uint8Array): string | undefined {
  const json = new TextDecoder().decode(payload.subarray(0, MAX_SCANNED_BYTES));
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    const character = json.charCodeAt(at);
    if (character === QUOTE) {
      const end = endOfString(json, at);
      if (depth === 1 && json.slice(at, end) === '"iss"') return stringMemberAt(json, end);
      at = end - 1;
    } else depth += depthChange(character);
  }
  return undefined;
}

function endOfString(json: string, start: number): number {
  for (let at = start + 1; at < json.length; at += 1) {
    const character = json.charCodeAt(at);
    if (character === BACKSLASH) at += 1;
    else if (character === QUOTE) return at + 1;
  }
  return json.length;
}

/** `[` and `{` are 0x5b and 0x7b, their closing partners two above. */
function depthChange(character: number): number {
  const folded = character | 0x20;
  return folded === 0x7b ? 1 : folded === 0x7d ? -1 : 0;
}

/** The string after a member's name, its slashes unescaped: Cognito writes `https:\/\/`. */
function stringMemberAt(json: string, at: number): string | undefined {
  return /^\s*:\s*"([^"]*)"/.exec(json.slice(at, at + 1024))?.[1]?.replaceAll('\\/', '/');
}
