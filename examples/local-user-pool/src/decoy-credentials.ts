import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { DECOY_SEED_BYTES, decoyVerifier, type PasswordVerifier } from './srp.ts';

const SALT_BYTES = 16;
const HALF_OF_UUID = 8;

/**
 * What a sign-in is checked against where nobody has the name. It must not differ from a real credential: a name gets the same
 * salt and the same user ID each time, and an ID that is sent back as a name gets the same salt again. No password fits it.
 */
export function createDecoyCredentials() {
  const secret = randomBytes(32);
  const mac = (label: string, value: string) => createHmac('sha256', secret).update(`${label}:${value}`).digest();

  /** The second half is computed from the first, by which a made-up ID is recognised. */
  function idFrom(seed: Buffer): string {
    const firstHalf = asFirstHalf(seed);
    return uuidOf(Buffer.concat([firstHalf, mac('second half', firstHalf.toString('hex'))]));
  }

  function isDecoyId(name: string): boolean {
    const seed = Buffer.from(name.replaceAll('-', ''), 'hex');
    return seed.length === 2 * HALF_OF_UUID && idFrom(seed) === name;
  }

  /** `name` is normalised: two spellings of one address are one name. */
  return (name: string): { readonly userId: string; readonly password: PasswordVerifier } => {
    const userId = isDecoyId(name) ? name : idFrom(mac('name', name));
    const derived = Buffer.from(hkdfSync('sha256', secret, '', `password:${userId}`, SALT_BYTES + DECOY_SEED_BYTES));
    const password = { salt: derived.subarray(0, SALT_BYTES), verifier: decoyVerifier(derived.subarray(SALT_BYTES)) };
    return { userId, password };
  };
}

/** The digit 4 says that a UUID is random (RFC 9562, section 5.4). */
function asFirstHalf(seed: Buffer): Buffer {
  const half = Buffer.from(seed.subarray(0, HALF_OF_UUID));
  half.writeUInt8(0x40 | (half.readUInt8(6) & 0x0f), 6);
  return half;
}

/** Only two bits of the variant are fixed: with one digit for all, made-up IDs would show. */
function uuidOf(bytes: Buffer): string {
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
