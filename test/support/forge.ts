import { tamper } from '../../src/testing/tamper.ts';

/** A good token under another header, payload or signature: what an attacker can make without any key. */
export function forge(
  token: string,
  { header = {}, claims, signature }: { header?: object; claims?: Record<string, unknown>; signature?: string } = {},
): string {
  const [head = '', payload, oldSignature] = (claims === undefined ? token : tamper(token, claims)).split('.');
  const otherHead = Buffer.from(JSON.stringify({ ...decode(head), ...header })).toString('base64url');
  return [otherHead, payload, signature ?? oldSignature].join('.');
}

export function randomSignature(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(256))).toString('base64url');
}

/** Reads a segment the way any other program would. */
export function decode(segment: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(segment, 'base64url').toString());
}
