import { createTRPCClient, httpBatchLink, TRPCClientError } from '@trpc/client';
import { describe, expect, it } from 'vitest';
import { type appRouter, createApp } from '../trpc.ts';
import { answerOf, bearer, serve } from './loopback.ts';
import { describeRecipe, type KeyEndpoint, pool, verifierFor } from './recipe-contract.ts';

const start = (endpoint: KeyEndpoint) => serve(createApp(verifierFor(endpoint)));

describeRecipe('trpc.ts', async (endpoint) => {
  const origin = await start(endpoint);
  const ask = (procedure: string) => async (token?: string) =>
    answerOf(await fetch(`${origin}/${procedure}`, { headers: bearer(token) }));
  return { asMember: ask('me'), asModerator: ask('reports') };
});

describe("trpc.ts, asked by tRPC's own client", async () => {
  const clientFor = async (endpoint: KeyEndpoint, token?: string) =>
    createTRPCClient<typeof appRouter>({
      links: [httpBatchLink({ url: await start(endpoint), headers: bearer(token) })],
    });
  const failureOf = (call: Promise<unknown>) =>
    call.then(
      () => undefined,
      (error) => (error instanceof TRPCClientError ? error.data : error),
    );

  it('names the user to the procedure', async () => {
    const client = await clientFor('up', await pool.accessToken({ sub: 'jane' }));
    expect(await client.me.query()).toBe('jane');
  });

  it.each<[what: string, endpoint: KeyEndpoint, token: () => Promise<string | undefined>, data: object]>([
    ['no token', 'up', async () => undefined, { code: 'UNAUTHORIZED', httpStatus: 401, reason: 'token_missing' }],
    [
      'an outage',
      'down',
      () => pool.accessToken(),
      { code: 'SERVICE_UNAVAILABLE', httpStatus: 503, reason: 'keys_unavailable' },
    ],
  ])('tells the client the reason: %s', async (_what, endpoint, token, data) => {
    const client = await clientFor(endpoint, await token());
    expect(await failureOf(client.me.query())).toMatchObject(data);
  });

  it('answers the public procedure of a batch whose other one is refused', async () => {
    const client = await clientFor('up');
    const [motd, refused] = await Promise.all([client.motd.query(), failureOf(client.me.query())]);
    expect(motd).toBe('Welcome');
    expect(refused).toMatchObject({ httpStatus: 401 });
  });
});
