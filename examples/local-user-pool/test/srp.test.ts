import { createDiffieHellman, createHash, getDiffieHellman, hkdfSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createPasswordVerifier, createServerKeys, readClientKey, sharedKey } from '../src/srp.ts';

const N = BigInt(`0x${getDiffieHellman('modp15').getPrime('hex')}`);

/** The client's half, written from the formulas and independent of the server's code: numbers and hex here, bytes there. */
function clientKeyFor(username: string, password: string) {
  const a = BigInt(`0x${randomBytes(32).toString('hex')}`);
  const A = power(2n, a);
  return {
    A: A.toString(16),
    finish(salt: bigint, B: bigint): Buffer {
      const u = hash(padHex(A) + padHex(B));
      const identity = createHash('sha256').update(`Pool${username}:${password}`).digest('hex');
      const x = hash(padHex(salt) + identity);
      const k = hash(padHex(N) + padHex(2n));
      const base = (((B - k * power(2n, x)) % N) + N) % N;
      const S = power(base, a + u * x);
      const [secret, mix] = [Buffer.from(padHex(S), 'hex'), Buffer.from(padHex(u), 'hex')];
      return Buffer.from(hkdfSync('sha256', secret, mix, 'Caldera Derived Key', 16));
    },
  };
}

function padHex(number: bigint): string {
  const hex = number.toString(16);
  const even = hex.length % 2 === 1 ? `0${hex}` : hex;
  return /^[89a-f]/.test(even) ? `00${even}` : even;
}

const hash = (hex: string) => BigInt(`0x${createHash('sha256').update(Buffer.from(hex, 'hex')).digest('hex')}`);
const toBigInt = (bytes: Buffer) => BigInt(`0x${bytes.toString('hex')}`);

function power(base: bigint, exponent: bigint): bigint {
  const exchange = createDiffieHellman(Buffer.from(padHex(N), 'hex'), 2);
  exchange.setPrivateKey(Buffer.from(padHex(exponent), 'hex'));
  return toBigInt(exchange.computeSecret(Buffer.from(padHex(base), 'hex')));
}

function bothKeys(passwordAtSignIn: string) {
  const stored = createPasswordVerifier('Pool', 'worf', 'Prune-juice-1');
  const server = createServerKeys(stored);
  const client = clientKeyFor('worf', passwordAtSignIn);
  const clientPublic = readClientKey(client.A) ?? Buffer.alloc(0);
  return {
    client: client.finish(toBigInt(stored.salt), toBigInt(server.publicKey)),
    server: sharedKey(clientPublic, server, stored),
  };
}

describe('SRP', () => {
  it('gives both sides the same key for the right password, 100 times of 100', () => {
    for (let times = 0; times < 100; times += 1) {
      const { client, server } = bothKeys('Prune-juice-1');
      expect(server.equals(client)).toBe(true);
    }
  });

  it('gives another key for another password', () => {
    const { client, server } = bothKeys('Prune-juice-2');
    expect(server.equals(client)).toBe(false);
  });

  it('stores another salt and verifier each time, and never the password', () => {
    const [first, second] = [createPasswordVerifier('Pool', 'worf', 'x'), createPasswordVerifier('Pool', 'worf', 'x')];
    expect(first.salt.equals(second.salt)).toBe(false);
    expect(first.verifier.equals(second.verifier)).toBe(false);
  });
});
