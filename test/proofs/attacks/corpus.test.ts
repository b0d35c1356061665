import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXECUTABLE_CASES, type ExecutableCase, type Value } from './cases.ts';
import { makeInput } from './recipe.ts';
import { ask, createPoolVerifier, microsecondsOfACheck, type Outcome, runCase } from './run-case.ts';
import { openSentinel } from './sentinel.ts';
import { createWorld, KEY_SET_URL, type World } from './world.ts';

/** Budgets were written for a machine that checks an RS256 signature in so many microseconds. */
const CHECK_US = 20;
/** Only a cost of another order fails a test: these are single calls, of a microsecond or two. */
const BUDGET_SLACK = 20;

const PROTOTYPES = [Object, Array, String, Number, Boolean, Function, Promise, RegExp, Map, Set, Error, Uint8Array].map(
  ({ prototype }) => prototype as object,
);
const ownNames = () => PROTOTYPES.map((prototype) => Reflect.ownKeys(prototype));

let world: World;
let sentinel: Awaited<ReturnType<typeof openSentinel>>;
const messages = new Map<string, Set<string>>();
const timings: string[] = [];

beforeAll(async () => {
  sentinel = await openSentinel();
  world = createWorld(sentinel.url);
});

afterAll(async () => {
  console.info(`Best of 9, in microseconds (budget on this machine): ${timings.join('; ')}`);
  await sentinel.close();
});

it('accepts plain access and ID tokens, and lets fitting ones through each guard', async () => {
  for (const use of ['access', 'id'] as const) {
    const { verifier } = createPoolVerifier(world, use);
    const token = String(await makeInput({ kind: 'token', use, claims: { 'cognito:groups': ['admin'] } }, world));
    expect(await verifier.verify(token)).toMatchObject({ token_valid: true, token_use: use });
    expect(await ask(verifier, { groups: ['admin'] }, token)).toEqual({});
  }
  const { verifier } = createPoolVerifier(world, 'access');
  const scoped = String(await makeInput({ kind: 'token', claims: { scope: 'openid api/read' } }, world));
  expect(await ask(verifier, { scopes: ['api/read'] }, scoped)).toEqual({});
});

describe.each([...new Set(EXECUTABLE_CASES.map((one) => one.category))])('%s', (category) => {
  const cases = EXECUTABLE_CASES.filter((one) => one.category === category);

  it.each(cases.map((one) => [one.id, one.title, one] as const))('%s: %s', async (_id, _title, attack) => {
    const namesBefore = ownNames();
    const connectionsBefore = sentinel.connections() + sentinel.outgoing();
    const outcome = await runCase(attack.recipe, world);

    expect(typeof outcome.result.token_valid).toBe('boolean');
    expectVerdict(attack, outcome);
    expect(outcome.requests.length).toBeLessThanOrEqual(attack.recipe.maxFetch ?? 1);
    expect(outcome.requests.filter((url) => url !== KEY_SET_URL)).toEqual([]);
    expect(sentinel.connections() + sentinel.outgoing()).toBe(connectionsBefore);
    expect(ownNames()).toEqual(namesBefore);
    expectPlainClaims(outcome);
    expectConstantMessage(outcome);
    expectWithinBudget(attack, outcome);
  });
});

it('has one message for each reason', () => {
  expect([...messages.values()].map((texts) => texts.size)).toEqual([...messages].map(() => 1));
});

function expectVerdict({ expected, decided, reason: wanted }: ExecutableCase, { accepted, reason }: Outcome): void {
  expect(accepted ? 'accept' : 'reject').toBe(expected === 'policy' ? decided : expected);
  expect(reason).toBe(wanted);
}

function expectPlainClaims({ result }: Outcome): void {
  if (result.claims === undefined) return;
  const claims = result.claims as Record<string, unknown>;
  expect(Object.getPrototypeOf(claims)).toBe(Object.prototype);
  expect(Object.hasOwn(claims, '__proto__')).toBe(false);
  expect(claims.admin).toBeUndefined();
  expect(Object.isFrozen(claims)).toBe(true);
}

function expectConstantMessage({ result, input }: Outcome): void {
  if (result.token_valid) return;
  const { reason, message } = result;
  messages.set(reason, (messages.get(reason) ?? new Set()).add(message));
  expect(message).toMatch(/^[\x20-\x7e]+$/);
  const segments = new Set(String(input).split('.'));
  for (const text of [String(input), ...[...segments].map((segment) => Buffer.from(segment, 'base64url').toString())]) {
    expect(windowsOf(message).filter((window) => text.includes(window))).toEqual([]);
  }
  expect(JSON.stringify(messageAndCause(result.message, result.cause))).not.toMatch(/\\u00|\\[bfnrt]/);
}

/** Twelve characters in common are no accident. */
function windowsOf(message: string): string[] {
  return Array.from({ length: Math.max(0, message.length - 11) }, (_, at) => message.slice(at, at + 12));
}

function messageAndCause(message: string, cause: unknown): Value {
  return [message, cause instanceof Error ? cause.message : ''];
}

function expectWithinBudget({ id, recipe }: ExecutableCase, { bestUs }: Outcome): void {
  if (recipe.budgetUs === undefined || bestUs === undefined) return;
  const budget = (recipe.budgetUs / CHECK_US) * microsecondsOfACheck();
  timings.push(`${id} ${bestUs.toFixed(1)} (${budget.toFixed(0)})`);
  expect(bestUs).toBeLessThan(budget * BUDGET_SLACK);
}
