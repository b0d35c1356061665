import { generateKeyPairSync, sign } from 'node:crypto';

// Makes a certificate that nobody trusts, so that no private key has to lie in the repository. The DER is written by hand
// (X.690, RFC 5280).

const SHA256_WITH_RSA = '2a864886f70d01010b';
const COMMON_NAME = '550403';

function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const size = content.length.toString(16);
  const length =
    content.length < 0x80
      ? Buffer.from([content.length])
      : Buffer.from([
          0x80 | Math.ceil(size.length / 2),
          ...Buffer.from(size.padStart(size.length + (size.length % 2), '0'), 'hex'),
        ]);
  return Buffer.concat([Buffer.from([tag]), length, content]);
}

const sequence = (...members: readonly Buffer[]) => der(0x30, ...members);
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const bits = (bytes: Buffer) => der(0x03, Buffer.from([0]), bytes);
const utcTime = (text: string) => der(0x17, Buffer.from(text));

export function selfSignedCertificate(): { readonly key: string; readonly cert: string } {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const algorithm = sequence(oid(SHA256_WITH_RSA), der(0x05));
  const name = sequence(der(0x31, sequence(oid(COMMON_NAME), der(0x0c, Buffer.from('localhost')))));
  const body = sequence(
    der(0x02, Buffer.from([1])),
    algorithm,
    name,
    sequence(utcTime('200101000000Z'), utcTime('491231235959Z')),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const certificate = sequence(body, algorithm, bits(sign('sha256', body, privateKey)));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    cert: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
  };
}
