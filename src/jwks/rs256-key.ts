import { withoutPrototype } from '../own-member.ts';
import { isCloudflareWorker } from './background.ts';

/** A public key of the pool, imported for checking signatures. */
export interface VerificationKey {
  /** Whether the private key that belongs to this one has signed `header.payload` (RS256, RFC 7518 section 3.3). */
  verifies(signingInput: string, signature: Uint8Array): boolean | Promise<boolean>;
}

/** Makes a key of its modulus `n`, base64url. The exponent is AQAB. */
export type ImportKey = (n: string) => VerificationKey | Promise<VerificationKey>;

/** The globals by which `chooseEngine` tells runtimes apart. */
export interface Runtime {
  readonly process?: Partial<Pick<NodeJS.Process, 'getBuiltinModule'>> & { readonly versions?: object };
  readonly navigator?: { readonly userAgent?: string };
  readonly Bun?: unknown;
  readonly Deno?: unknown;
}

/**
 * Imports a key for one of three engines:
 * - Node with one core: `node:crypto`'s `verify` on the main thread. There is no other core that could take the work.
 * - Node with more: the same for the first check in each turn of the event loop, because for one that comes alone another
 *   thread takes longer; the thread pool for all further checks of the turn.
 * - Everywhere else `crypto.subtle`.
 * Figures are in decision 0022.
 */
export const importKey: ImportKey = chooseEngine(globalThis);

/** The engine of a runtime, as the function that imports keys for it. */
export function chooseEngine(runtime: Runtime): ImportKey {
  const { process } = runtime;
  // Bun, Deno and Workers call themselves Node as well. Their node:crypto is an emulation, and that of Workers does not
  // take a padding.
  const isOther = runtime.Bun !== undefined || runtime.Deno !== undefined || isCloudflareWorker(runtime);
  const isNode = 'node' in (process?.versions ?? {}) && !isOther;
  // Absent before Node 20.16, and in 22.0 to 22.2. Asked for in this way because a bundler does not see it.
  if (!isNode || process?.getBuiltinModule === undefined) return importForSubtle;
  const nodeCrypto = process.getBuiltinModule('node:crypto');
  const nodeOs = process.getBuiltinModule('node:os');
  // Workers with Node's modules may have one and not the other, whatever the types say.
  if (nodeCrypto === undefined || nodeOs === undefined) return importForSubtle;
  const isAlone = nodeOs.availableParallelism() === 1;
  const isFirstOfTurn = createFirstOfTurn();

  return function importForNode(n) {
    const jwk = withoutPrototype({ kty: 'RSA', n, e: 'AQAB' });
    const publicKey = nodeCrypto.createPublicKey(withoutPrototype({ key: jwk, format: 'jwk' as const }));
    // Node looks for these on the key, and would find what a polluted Object.prototype holds: with the padding of RSA-PSS
    // another algorithm's signature would pass. An options object around the key costs twelve microseconds a check on Node 24.
    const { RSA_PKCS1_PADDING: padding } = nodeCrypto.constants;
    const key = Object.assign(publicKey, {
      padding,
      saltLength: undefined,
      dsaEncoding: undefined,
      context: undefined,
    });
    return {
      verifies(input, signature) {
        const bytes = asciiBytes(input);
        if (isAlone || isFirstOfTurn()) return nodeCrypto.verify('sha256', bytes, key, signature);
        return new Promise((resolve, fail) => {
          nodeCrypto.verify('sha256', bytes, key, signature, (error, holds) => {
            if (error === null) resolve(holds);
            else fail(error);
          });
        });
      },
    };
  };
}

/** Tells the first call in each turn of the event loop, by true. */
function createFirstOfTurn() {
  let isTurnTaken = false;
  return function isFirstOfTurn(): boolean {
    if (isTurnTaken) return false;
    isTurnTaken = true;
    // Test runners that imitate a browser take setImmediate away.
    (globalThis.setImmediate ?? setTimeout)(() => {
      isTurnTaken = false;
    });
    return true;
  };
}

async function importForSubtle(n: string): Promise<VerificationKey> {
  const jwk = withoutPrototype({ kty: 'RSA', n, e: 'AQAB' });
  const rs256 = withoutPrototype({ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' });
  const key = await crypto.subtle.importKey('jwk', jwk, rs256, false, ['verify']);
  return { verifies: (input, signature) => crypto.subtle.verify(rs256.name, key, signature, asciiBytes(input)) };
}

/** The bytes of ASCII text. `Buffer.from` takes a quarter of the time of a TextEncoder. */
function asciiBytes(text: string): Uint8Array {
  return globalThis.Buffer === undefined ? new TextEncoder().encode(text) : Buffer.from(text, 'latin1');
}
