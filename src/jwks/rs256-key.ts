/** An imported public key of the pool. */
export interface VerificationKey {
  /** Whether the signature over `header.payload` was made by the private key that belongs to this one. */
  verifies(signingInput: string, signature: Uint8Array): boolean | Promise<boolean>;
}

/**
 * RS256 and nothing else (RFC 7518 section 3.3), by one of three engines, chosen once:
 * - Node with one core, and Workers that have Node's modules: `node:crypto`'s inline `verify`. There is no other core to take
 *   the work, and nothing to wait for.
 * - Node with more: the same call on the thread pool. It takes two thirds of the event-loop time of `crypto.subtle.verify`.
 * - Everywhere else `crypto.subtle`.
 * Figures are in docs/performance.md.
 */
export const importKey = chooseEngine(globalThis);

/** What of a runtime's globals the choice looks at. */
export interface Runtime {
  readonly process?: Partial<Pick<NodeJS.Process, 'getBuiltinModule'>> & { readonly versions?: object };
  readonly Bun?: unknown;
  readonly Deno?: unknown;
}

export function chooseEngine(runtime: Runtime): (n: string) => VerificationKey | Promise<VerificationKey> {
  const { process } = runtime;
  // Bun and Deno call themselves Node as well; their node:crypto is an emulation.
  const isNode = 'node' in (process?.versions ?? {}) && runtime.Bun === undefined && runtime.Deno === undefined;
  // Absent before Node 20.16. Asked for in this way, because a bundler does not see it.
  if (!isNode || process?.getBuiltinModule === undefined) return importForSubtle;
  const nodeCrypto = process.getBuiltinModule('node:crypto');
  const nodeOs = process.getBuiltinModule('node:os');
  // Workers with Node's modules may have one and not the other, whatever the types say.
  if (nodeCrypto === undefined || nodeOs === undefined) return importForSubtle;
  const isAlone = nodeOs.availableParallelism() === 1;

  return function importForNode(n: string): VerificationKey {
    const key = nodeCrypto.createPublicKey({ key: { kty: 'RSA', n, e: 'AQAB' }, format: 'jwk' });
    if (isAlone) {
      return { verifies: (input, signature) => nodeCrypto.verify('sha256', asciiBytes(input), key, signature) };
    }
    return {
      verifies: (input, signature) =>
        new Promise((resolve, fail) => {
          nodeCrypto.verify('sha256', asciiBytes(input), key, signature, (error, holds) => {
            if (error === null) resolve(holds);
            else fail(error);
          });
        }),
    };
  };
}

async function importForSubtle(n: string): Promise<VerificationKey> {
  const rs256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('jwk', { kty: 'RSA', n, e: 'AQAB' }, rs256, false, ['verify']);
  return { verifies: (input, signature) => crypto.subtle.verify(rs256.name, key, signature, asciiBytes(input)) };
}

/** The bytes of ASCII text. `Buffer.from` takes a quarter of the time of a TextEncoder. */
function asciiBytes(text: string): Uint8Array {
  return globalThis.Buffer === undefined ? new TextEncoder().encode(text) : Buffer.from(text, 'latin1');
}
