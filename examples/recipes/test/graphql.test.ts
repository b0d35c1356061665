import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createApp as createApolloApp } from '../graphql-apollo.ts';
import { createApp as createYogaApp } from '../graphql-yoga.ts';
import { answerOf, bearer, listen } from './loopback.ts';
import { describeRecipe, type KeyEndpoint, pool, verifierFor } from './recipe-contract.ts';

const STARTS = {
  'graphql-yoga.ts': (endpoint: KeyEndpoint) => listen(createServer(createYogaApp(verifierFor(endpoint)))),
  'graphql-apollo.ts': async (endpoint: KeyEndpoint) =>
    listen(createServer(await createApolloApp(verifierFor(endpoint)))),
};

/** What clients accept decides, in Yoga, whether a failure has a status of its own; so both are asked. */
const MEDIA_TYPES = ['application/graphql-response+json', 'application/json'];

for (const [name, start] of Object.entries(STARTS)) {
  const ask = async (endpoint: KeyEndpoint, query: string, token?: string, accept = 'application/json') =>
    fetch(`${await start(endpoint)}/graphql`, {
      method: 'POST',
      headers: { ...bearer(token), 'content-type': 'application/json', accept },
      body: JSON.stringify({ query }),
    });

  for (const accept of MEDIA_TYPES) {
    describeRecipe(`${name}, for clients that accept ${accept}`, async (endpoint) => ({
      asMember: async (token) => answerOf(await ask(endpoint, '{ me }', token, accept)),
      asModerator: async (token) => answerOf(await ask(endpoint, '{ reports }', token, accept)),
    }));
  }

  describe(name, () => {
    it('names the user to the field', async () => {
      const response = await ask('up', '{ me }', await pool.accessToken({ sub: 'jane' }));
      expect(await response.json()).toEqual({ data: { me: 'jane' } });
    });

    it('answers public fields to everybody, in an outage too', async () => {
      for (const token of [undefined, await pool.accessToken({ exp: 1 }), await pool.accessToken()]) {
        const response = await ask('down', '{ motd }', token);
        expect(response.status).toBe(200);
        expect(await response.json()).toEqual({ data: { motd: 'Welcome' } });
      }
    });

    it('tells code and reason in the extensions, and nothing of HTTP', async () => {
      const response = await ask('up', '{ me }');
      const { errors } = await response.json();
      expect(errors).toHaveLength(1);
      const { code, reason, ...others } = errors[0].extensions;
      expect({ code, reason }).toEqual({ code: 'unauthorized', reason: 'token_missing' });
      expect(Object.keys(others).filter((member) => member !== 'stacktrace')).toEqual([]);
    });
  });
}
