import * as base64url from 'jose/base64url';

/** Node's, or as good: some polyfills do not know base64url. */
const Buffer = globalThis.Buffer?.isEncoding?.('base64url') ? globalThis.Buffer : undefined;

/**
 * The bytes of a base64url segment; undefined if the text is not the one spelling of its bytes (RFC 4648 section 3.5).
 * Encoding back and comparing finds padding, stray bits and foreign characters at once, for a third of what a pattern costs.
 */
export const bytesOf: (text: string) => Uint8Array | undefined =
  Buffer === undefined ? portableBytesOf : (text) => canonical(Buffer.from(text, 'base64url'), text);

function canonical(bytes: Buffer, text: string): Uint8Array | undefined {
  return bytes.toString('base64url') === text ? bytes : undefined;
}

function portableBytesOf(text: string): Uint8Array | undefined {
  try {
    const bytes = base64url.decode(text);
    return base64url.encode(bytes) === text ? bytes : undefined;
  } catch {
    // TypeError: jose's word for characters that are not base64url.
    return undefined;
  }
}
