import { bytesOf } from '../base64url.ts';
import { ownMember, withoutPrototype } from '../own-member.ts';
import { KEY_POLICY } from './policy.ts';

/** The usable keys of a set: the modulus `n` (base64url) by `kid`. The exponent of each is AQAB. */
export type KeySet = ReadonlyMap<string, string>;

/** RFC 7518 sections 6.3.2 and 6.4.1: a key that is published with any of them is no secret any more. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/**
 * Judges a JWK set (RFC 7517 section 5): keeps its usable keys, and skips the others one by one.
 * @throws {Error} where the set is no answer at all: not an object with `keys`, no usable key, or one `kid` for two keys
 */
export function parseKeySet(json: unknown): KeySet {
  const keys = typeof json === 'object' && json !== null ? ownMember(json, 'keys') : undefined;
  if (!Array.isArray(keys)) throw new Error('The key set is not a JSON object with an array named keys');
  const moduliByKid = new Map<string, string>();
  for (const { kid, n } of keys.map(readUsableKey).filter((key) => key !== undefined)) {
    if ((moduliByKid.get(kid) ?? n) !== n) throw new Error('The key set has two keys with one kid');
    moduliByKid.set(kid, n);
  }
  if (moduliByKid.size === 0) {
    throw new Error('The key set has no usable key: RSA, for RS256 signatures, 2048 to 4096 bits');
  }
  return moduliByKid;
}

function readUsableKey(jwk: unknown): { readonly kid: string; readonly n: string } | undefined {
  if (typeof jwk !== 'object' || jwk === null) return undefined;
  const own: Readonly<Record<string, unknown>> = withoutPrototype({ ...jwk });
  const { kty, kid, use, alg, key_ops: operations, e, n } = own;
  const isForVerifying =
    kty === 'RSA' &&
    (use === undefined || use === 'sig') &&
    (alg === undefined || alg === 'RS256') &&
    (operations === undefined || (Array.isArray(operations) && operations.includes('verify')));
  const isPublic = !PRIVATE_MEMBERS.some((name) => Object.hasOwn(jwk, name));
  return isForVerifying && isPublic && isKid(kid) && e === 'AQAB' && isModulus(n) ? { kid, n } : undefined;
}

export function isKid(kid: unknown): kid is string {
  return typeof kid === 'string' && kid.length >= 1 && kid.length <= KEY_POLICY.maxKidLength;
}

/** Canonical base64url without a leading zero byte, so that one key has one spelling; and odd, as every RSA modulus is. */
function isModulus(n: unknown): n is string {
  const bytes = typeof n === 'string' ? bytesOf(n) : undefined;
  const first = bytes?.[0] ?? 0;
  const last = bytes?.[bytes.length - 1] ?? 0;
  const bits = (bytes?.length ?? 0) * 8 - (Math.clz32(first) - 24);
  return first !== 0 && last % 2 === 1 && bits >= KEY_POLICY.minModulusBits && bits <= KEY_POLICY.maxModulusBits;
}
