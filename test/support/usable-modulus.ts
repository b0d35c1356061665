/** An odd modulus of so many bits, as a key set writes it; another `seed` gives another one. */
export function modulusOf(bits: number, seed = 1): string {
  const bytes = new Uint8Array(Math.ceil(bits / 8)).fill(0x5a);
  bytes[0] = 1 << ((bits - 1) % 8);
  bytes[1] = seed;
  bytes[bytes.length - 1] = 1;
  return Buffer.from(bytes).toString('base64url');
}
