import { createDiffieHellman, createHash, createHmac, getDiffieHellman, hkdfSync, randomBytes } from 'node:crypto';

/**
 * The server's half of SRP-6a in Cognito's variant. The SRP servers on npm implement other variants (another hash of the
 * password, another key derivation, no timestamp), and the packages for Cognito's variant are clients; hence our own. OpenSSL
 * computes the modular powers: in constant time, and about ten times faster than `BigInt`.
 */

/** What the pool stores instead of a password. */
export interface PasswordVerifier {
  readonly salt: Buffer;
  readonly verifier: Buffer;
}

/** Group 15 of RFC 3526. */
const N = getDiffieHellman('modp15').getPrime();
const MODULUS = toBigInt(N);
const G = Buffer.from([2]);
const K = toBigInt(sha256(pad(N), pad(G)));

export function createPasswordVerifier(poolName: string, username: string, password: string): PasswordVerifier {
  const salt = randomBytes(16);
  return { salt, verifier: verifierOf(poolName, username, password, salt) };
}

/** Used directly where the client sends the password itself (`USER_PASSWORD_AUTH`, the hosted login). */
export function verifierOf(poolName: string, username: string, password: string, salt: Buffer): Buffer {
  const identity = sha256(Buffer.from(`${poolName}${username}:${password}`));
  return power(G, sha256(pad(salt), identity));
}

/** More than the modulus has, so that each of its numbers is about as likely. */
export const DECOY_SEED_BYTES = N.length + 16;

/**
 * For names that no user has: it looks like a verifier, but nobody knows a password for it. A square, as every verifier is.
 * No modular power, because its time would tell unknown names from known ones, whose verifier is stored.
 */
export function decoyVerifier(seed: Buffer): Buffer {
  const root = toBigInt(seed) % MODULUS;
  return Buffer.from(((root * root) % MODULUS).toString(16).padStart(2 * N.length, '0'), 'hex');
}

export interface ServerKeys {
  readonly secret: Buffer;
  readonly publicKey: Buffer;
}

/** `B = k·v + g^b`. */
export function createServerKeys({ verifier }: PasswordVerifier): ServerKeys {
  const secret = randomBytes(64);
  const publicKey = (K * toBigInt(verifier) + toBigInt(power(G, secret))) % MODULUS;
  return { secret, publicKey: toBuffer(publicKey) };
}

/** Reads the client's `A`. Undefined outside 1..N-1: with a multiple of N anyone could sign in without a password. */
export function readClientKey(hex: string): Buffer | undefined {
  if (!/^[0-9a-f]{1,770}$/i.test(hex)) return undefined;
  const key = BigInt(`0x${hex}`);
  return key > 0n && key < MODULUS ? toBuffer(key) : undefined;
}

/** `S = (A·v^u)^b`, and derived from it the 16 bytes that sign the claim. */
export function sharedKey(clientKey: Buffer, server: ServerKeys, { verifier }: PasswordVerifier): Buffer {
  const u = sha256(pad(clientKey), pad(server.publicKey));
  const base = (toBigInt(clientKey) * toBigInt(power(verifier, u))) % MODULUS;
  const secret = power(toBuffer(base), server.secret);
  return Buffer.from(hkdfSync('sha256', pad(secret), pad(u), 'Caldera Derived Key', 16));
}

export interface PasswordClaim {
  readonly poolName: string;
  readonly userId: string;
  readonly secretBlock: string;
  readonly timestamp: string;
}

export function signClaim(key: Buffer, { poolName, userId, secretBlock, timestamp }: PasswordClaim): Buffer {
  return createHmac('sha256', key)
    .update(poolName)
    .update(userId)
    .update(Buffer.from(secretBlock, 'base64'))
    .update(timestamp)
    .digest();
}

/** `base ^ exponent mod N`, computed as a Diffie-Hellman "shared secret". OpenSSL throws for the bases 0, 1 and -1. */
function power(base: Buffer, exponent: Buffer): Buffer {
  const exchange = createDiffieHellman(N, G);
  exchange.setPrivateKey(exponent);
  return exchange.computeSecret(base);
}

/** As `padHex` in Cognito's clients: the shortest bytes, after a zero byte if the top bit is set, so that no number is negative. */
function pad(bytes: Buffer): Buffer {
  const shortest = toBuffer(toBigInt(bytes));
  return (shortest[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), shortest]) : shortest;
}

function sha256(...parts: Buffer[]): Buffer {
  return parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
}

function toBigInt(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}

function toBuffer(number: bigint): Buffer {
  const hex = number.toString(16);
  return Buffer.from(hex.length % 2 === 1 ? `0${hex}` : hex, 'hex');
}
