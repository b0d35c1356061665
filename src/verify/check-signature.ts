import type { CryptoKey } from 'jose';
import { bytesOf } from './base64url.ts';

/**
 * The engine is chosen once, by the number of cores. With two or more, `crypto.subtle` checks off the event loop; on one
 * core there is nowhere else to go, and `node:crypto`'s inline `verify` does 1.8 times as many (docs/performance.md).
 */
const builtin = globalThis.process?.getBuiltinModule;
const inline = builtin?.('node:os')?.availableParallelism() === 1 ? builtin('node:crypto') : undefined;

const RS256 = 'RSASSA-PKCS1-v1_5';
const ascii = new TextEncoder();

/**
 * Whether the signature over `header.payload` is the key's, by RS256 and nothing else.
 * @see RFC 7515 section 5.2, RFC 7518 section 3.3
 */
export async function checkSignature(key: CryptoKey, signingInput: string, signature: string): Promise<boolean> {
  const data = ascii.encode(signingInput);
  if (inline !== undefined) {
    return inline.verify('sha256', data, inline.KeyObject.from(key), bytesOf(signature));
  }
  return crypto.subtle.verify(RS256, key, bytesOf(signature), data);
}
