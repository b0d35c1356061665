import { afterEach, expect, it, vi } from 'vitest';

const OUT_OF_MEMORY = new Error('out of memory');

afterEach(() => vi.restoreAllMocks());

/** A process that has no primes yet. */
async function inNewProcess() {
  vi.resetModules();
  return import('../../src/testing/rsa-keys.ts');
}

const failNext = (times = 1) => {
  const generate = vi.spyOn(crypto.subtle, 'generateKey');
  for (let time = 0; time < times; time += 1) generate.mockRejectedValueOnce(OUT_OF_MEMORY);
};

it('makes keys again after the search for primes has failed', async () => {
  const { createRsaKey } = await inNewProcess();
  failNext(2);
  await expect(createRsaKey()).rejects.toBe(OUT_OF_MEMORY);
  await expect(createRsaKey()).rejects.toBe(OUT_OF_MEMORY);
  const moduli = [(await createRsaKey()).n, (await createRsaKey()).n, (await createRsaKey()).n];
  expect(new Set(moduli).size).toBe(3);
});

it('fails the one caller whose search failed, and none of those that wait behind', async () => {
  const { createRsaKey } = await inNewProcess();
  failNext();
  const made = await Promise.allSettled([createRsaKey(), createRsaKey(), createRsaKey()]);
  expect(made.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
});

it('keeps the primes that it has when a later search fails', async () => {
  const { createRsaKey } = await inNewProcess();
  const first = await createRsaKey();
  failNext();
  await expect(createRsaKey()).rejects.toBe(OUT_OF_MEMORY);
  vi.restoreAllMocks();
  const generate = vi.spyOn(crypto.subtle, 'generateKey');
  const later = await Promise.all([createRsaKey(), createRsaKey(), createRsaKey(), createRsaKey(), createRsaKey()]);
  // Two new primes beside the two that are kept make five more keys.
  expect(generate).toHaveBeenCalledTimes(1);
  expect(new Set([first, ...later].map(({ n }) => n)).size).toBe(6);
});
