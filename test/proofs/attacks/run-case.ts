import { generateKeyPairSync, verify } from 'node:crypto';
import { createCognitoVerifier, type VerifyResult } from 'cognito-guard';
import { requireAuth } from 'cognito-guard/fetch';
import type { Recipe } from './cases.ts';
import { makeInput } from './recipe.ts';
import { CLIENT_ID, KEY_SET_URL, keySetOf, USER_POOL_ID, type World } from './world.ts';

/** An answer that comes later counts as none. */
const LONGEST_ANSWER_MS = 30_000;
const REPETITIONS_FOR_BUDGET = 9;

export interface Outcome {
  readonly result: VerifyResult;
  /** Whether the guard, where the recipe has one, let the token through. */
  readonly accepted: boolean;
  /** Reason of the guard's refusal, or of the verifier's. */
  readonly reason: string | undefined;
  readonly input: unknown;
  /** URLs that were asked for keys during the case. */
  readonly requests: readonly string[];
  readonly bestUs: number | undefined;
}

export type PoolVerifier = ReturnType<typeof createPoolVerifier>;

/** A fresh verifier of the world's pool and the URLs that it asked for. */
export function createPoolVerifier(world: World, tokenUse: 'access' | 'id') {
  const requests: string[] = [];
  const fetch = async (input: string | URL | Request) => {
    const url = input instanceof Request ? input.url : String(input);
    requests.push(url);
    return url === KEY_SET_URL ? Response.json(keySetOf(world)) : new Response('Forbidden', { status: 403 });
  };
  const verifier = createCognitoVerifier({ userPoolId: USER_POOL_ID, clientId: CLIENT_ID, tokenUse, fetch });
  return { verifier, requests };
}

export async function runCase(recipe: Recipe, world: World): Promise<Outcome> {
  const tokenUse = recipe.verifier?.tokenUse ?? 'access';
  const { verifier, requests } = createPoolVerifier(world, tokenUse);
  const warm = await verifier.verify(String(await makeInput({ kind: 'token', use: tokenUse }, world)));
  if (!warm.token_valid) throw new Error(`The verifier refuses a good token: ${warm.reason}`);

  const input = await makeInput(recipe, world);
  requests.length = 0;
  const result = await verifyInTime(verifier, input);
  const guarded =
    result.token_valid && recipe.guard !== undefined ? await ask(verifier, recipe.guard, result.token) : {};
  const reason = result.token_valid ? guarded.reason : result.reason;
  const bestUs = recipe.budgetUs === undefined ? undefined : await bestTime(verifier, input);
  return { result, accepted: reason === undefined, reason, input, requests: [...requests], bestUs };
}

/** Untyped on purpose: a caller in JavaScript gives anything. */
async function verifyInTime(verifier: PoolVerifier['verifier'], input: unknown): Promise<VerifyResult> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`No answer within ${LONGEST_ANSWER_MS} ms`)), LONGEST_ANSWER_MS);
  });
  const answer = Reflect.apply(verifier.verify, verifier, [input]) as Promise<VerifyResult>;
  return Promise.race([answer, tooLate]).finally(() => clearTimeout(timer));
}

export async function ask(
  verifier: PoolVerifier['verifier'],
  guard: NonNullable<Recipe['guard']>,
  token: string,
): Promise<{ readonly reason?: string }> {
  const request = new Request('https://api.example.com/', { headers: { authorization: `Bearer ${token}` } });
  const answer = await requireAuth(verifier, guard)(request);
  if ('token_valid' in answer) return {};
  return { reason: ((await answer.json()) as { reason: string }).reason };
}

async function bestTime(verifier: PoolVerifier['verifier'], input: unknown): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < REPETITIONS_FOR_BUDGET; run += 1) {
    const start = process.hrtime.bigint();
    await Reflect.apply(verifier.verify, verifier, [input]);
    times.push(microsecondsSince(start));
  }
  return Math.min(...times);
}

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** What one RS256 check costs on this machine at this moment: what budgets are measured by. */
export function microsecondsOfACheck(): number {
  const times = Array.from({ length: REPETITIONS_FOR_BUDGET }, () => {
    const start = process.hrtime.bigint();
    verify('sha256', Buffer.alloc(500), publicKey, Buffer.alloc(256));
    return microsecondsSince(start);
  });
  return Math.min(...times);
}

function microsecondsSince(start: bigint): number {
  return Number(process.hrtime.bigint() - start) / 1000;
}
