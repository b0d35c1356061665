import { constants, createHmac, type KeyObject, randomBytes, sign } from 'node:crypto';
import type { World, WorldKey } from './world.ts';

interface ToSign {
  /** `header.payload`. */
  readonly signingInput: string;
  readonly payloadSegment: string;
  /** `header.payload` of another good token with the same header. */
  readonly otherSigningInput: string;
  readonly key: WorldKey;
  readonly world: World;
}

type Sign = (toSign: ToSign) => Uint8Array;

function pkcs1(hash: 'sha256' | 'sha384' | 'sha512', text: string, { privateKey }: WorldKey): Buffer {
  return sign(hash, Buffer.from(text), privateKey);
}

const good: Sign = ({ signingInput, key }) => pkcs1('sha256', signingInput, key);

/** HMAC keyed with the pool's public key: the confusion of algorithms. */
function hmac(keyOf: (publicKey: KeyObject) => string | Buffer): Sign {
  return ({ signingInput, world }) =>
    createHmac('sha256', keyOf(world.keys.A1.publicKey)).update(signingInput).digest();
}

function modulus(publicKey: KeyObject): Buffer {
  return Buffer.from(publicKey.export({ format: 'jwk' }).n ?? '', 'base64url');
}

function flipLowestBit(signature: Uint8Array, at: number): Uint8Array {
  return signature.map((byte, index) => (index === at ? byte ^ 1 : byte));
}

function plusModulus(signature: Uint8Array, publicKey: KeyObject): Buffer {
  const sum = BigInt(`0x${Buffer.from(signature).toString('hex')}`) + BigInt(`0x${modulus(publicKey).toString('hex')}`);
  const hex = sum.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}

/** What `sig` may name; README.md has the list. */
export const SIGNATURES: Readonly<Record<string, Sign>> = {
  rs256: good,
  rs384: ({ signingInput, key }) => pkcs1('sha384', signingInput, key),
  rs512: ({ signingInput, key }) => pkcs1('sha512', signingInput, key),
  ps256: ({ signingInput, key: { privateKey } }) =>
    sign('sha256', Buffer.from(signingInput), {
      key: privateKey,
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: 32,
    }),
  empty: () => Buffer.alloc(0),
  zero64: () => Buffer.alloc(64),
  zero256: () => Buffer.alloc(256),
  ff256: () => Buffer.alloc(256, 0xff),
  one256: () => Buffer.concat([Buffer.alloc(255), Buffer.from([1])]),
  random256: () => randomBytes(256),
  lead0: (toSign) => Buffer.concat([Buffer.from([0]), good(toSign)]),
  trail: (toSign) => Buffer.concat([good(toSign), Buffer.from([0])]),
  trunc: (toSign) => good(toSign).subarray(0, -1),
  flip: (toSign) => flipLowestBit(good(toSign), 128),
  splusn: (toSign) => plusModulus(good(toSign), toSign.key.publicKey),
  other: ({ otherSigningInput, key }) => pkcs1('sha256', otherSigningInput, key),
  payloadonly: ({ payloadSegment, key }) => pkcs1('sha256', payloadSegment, key),
  'es256:attacker': ({ signingInput, world }) =>
    sign('sha256', Buffer.from(signingInput), { key: world.attackerEcKey, dsaEncoding: 'ieee-p1363' }),
  'hs256:wspem': hmac((key) => `\n${key.export({ type: 'spki', format: 'pem' })}`),
  'hs256:pkcs1': hmac((key) => key.export({ type: 'pkcs1', format: 'pem' })),
  'hs256:n': hmac(modulus),
  'hs256:empty': hmac(() => ''),
};
