import { EXECUTABLE_CASES, type ExecutableCase } from './cases.ts';
import { makeInput } from './recipe.ts';
import { CLIENT_ID, createWorld, ISSUER, keySetOf, USER_POOL_ID } from './world.ts';

/** What a verifier has to be set up with. */
interface Facts {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly issuer: string;
  readonly tokenUse: 'access' | 'id';
  /** The key set that the pool publishes. */
  readonly jwks: { readonly keys: readonly object[] };
}

/** Makes a verifier. To accept is to resolve to true; to resolve to anything else, to throw or to reject is to refuse. */
export type MakeVerifier = (facts: Facts) => (input: unknown) => unknown;

/**
 * Asks any verifier for a verdict on every executable case that has one, and gives back the cases that it got wrong. Cases
 * of `policy` have no right verdict, and cases with a guard ask for more than a verifier.
 */
export async function wrongVerdicts(makeVerifier: MakeVerifier): Promise<ExecutableCase[]> {
  const world = createWorld('https://127.0.0.1:9/never');
  const facts = { userPoolId: USER_POOL_ID, clientId: CLIENT_ID, issuer: ISSUER, jwks: keySetOf(world) };
  const wrong: ExecutableCase[] = [];
  for (const one of EXECUTABLE_CASES) {
    if (one.expected === 'policy' || one.recipe.guard !== undefined) continue;
    const verify = makeVerifier({ ...facts, tokenUse: one.recipe.verifier?.tokenUse ?? 'access' });
    const input = await makeInput(one.recipe, world);
    const accepted = (await (async () => verify(input))().catch(() => false)) === true;
    if (accepted !== (one.expected === 'accept')) wrong.push(one);
  }
  return wrong;
}
