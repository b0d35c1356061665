import { type GenerateKeyPairResult, generateKeyPair } from 'jose';

/** The two keys that a pool signs with: Cognito signs ID and access tokens by different ones. */
export interface KeyPairs {
  readonly id: GenerateKeyPairResult;
  readonly access: GenerateKeyPairResult;
}

/** Enough that a pool, the pool beside it and the keys of a rotation are all different. */
const SETS = 3;

// Generating an RSA key takes a quarter of a second of CPU time, and a test suite makes hundreds of pools. So a process
// generates a few sets of keys, at first need, and its pools take turns with them, each under `kid`s of its own.
const sets: (Promise<KeyPairs> | undefined)[] = [];
const turn = { next: 0 };

/** Real RSA keys, other ones than `previous`. Every third set that is taken is the same again. */
export async function takeKeys(previous?: KeyPairs): Promise<KeyPairs> {
  const at = turn.next % SETS;
  turn.next += 1;
  sets[at] ??= generateKeys();
  const keys = await sets[at];
  return keys === previous ? takeKeys() : keys;
}

async function generateKeys(): Promise<KeyPairs> {
  const [id, access] = await Promise.all([generateRsaKey(), generateRsaKey()]);
  return { id, access };
}

function generateRsaKey(): Promise<GenerateKeyPairResult> {
  return generateKeyPair('RS256', { modulusLength: 2048 });
}
