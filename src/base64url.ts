/** Node's Buffer, or a complete copy of it: some polyfills do not know base64url. */
const Buffer = globalThis.Buffer?.isEncoding?.('base64url') ? globalThis.Buffer : undefined;

/**
 * The bytes of a base64url text (RFC 4648 section 5, without padding); undefined if the text is not their canonical encoding. The bytes are encoded again and compared, which finds padding, stray bits and foreign characters at once and
 * takes a third of the time of a regular expression.
 */
export const bytesOf: (text: string) => Uint8Array | undefined = Buffer === undefined ? portableBytesOf : nodeBytesOf;

function nodeBytesOf(text: string): Uint8Array | undefined {
  const bytes = globalThis.Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}

function portableBytesOf(text: string): Uint8Array | undefined {
  // Asked beforehand, so that what `atob` throws then is the host's fault and not the text's.
  if (/[^\w-]/.test(text) || text.length % 4 === 1) return undefined;
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const again = btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return again === text ? Uint8Array.from(binary, (character) => character.charCodeAt(0)) : undefined;
}

/** The same text in memory of its own. JSON.parse makes new strings, and base64url has no character that JSON escapes. */
export function copyOf(base64urlOrToken: string): string {
  return JSON.parse(`"${base64urlOrToken}"`);
}
