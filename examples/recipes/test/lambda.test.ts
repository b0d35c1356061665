import middy from '@middy/core';
import httpCors from '@middy/http-cors';
import type { APIGatewayProxyEvent, APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Guard } from 'cognito-guard';
import { describe, expect, it, vi } from 'vitest';
import { cognitoGuard } from '../middy.ts';
import { createApp } from '../powertools.ts';
import { httpApiEvent, lambdaContext, loadBalancerEvent, restApiEvent } from './lambda-events.ts';
import { type Answer, describeRecipe, type KeyEndpoint, pool, verifierFor } from './recipe-contract.ts';

interface ProxyResult {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string | number | boolean>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly (string | number | boolean)[]>>;
  readonly body?: string;
}

function answerOf({ statusCode = 0, headers = {}, multiValueHeaders = {}, body = '' }: ProxyResult): Answer {
  const fields = new Headers();
  for (const [name, value] of Object.entries(headers)) fields.set(name, String(value));
  for (const [name, values] of Object.entries(multiValueHeaders)) {
    for (const value of values) fields.append(name, String(value));
  }
  return { status: statusCode, headers: fields, body };
}

// With the scheme in lower case and a name in capitals, as some clients have them.
const authorization = (token: string | undefined): Record<string, string> =>
  token === undefined ? {} : { AUTHORIZATION: `bearer ${token}` };

const EVENTS = { restApiEvent, httpApiEvent, loadBalancerEvent };

describe.each(Object.entries(EVENTS))('Powertools, with a %s', (_name, eventOf) => {
  const ask = async (endpoint: KeyEndpoint, path: string, headers: Record<string, string>) =>
    answerOf((await createApp(verifierFor(endpoint)).resolve(eventOf(path, headers), lambdaContext())) as ProxyResult);

  describeRecipe('powertools.ts', async (endpoint) => ({
    asMember: (token) => ask(endpoint, '/messages', authorization(token)),
    asModerator: (token) => ask(endpoint, '/reports', authorization(token)),
  }));

  it('names the user to the handler', async () => {
    const { body } = await ask('up', '/messages', authorization(await pool.accessToken({ sub: 'jane' })));
    expect(JSON.parse(body)).toEqual({ sub: 'jane' });
  });

  it('answers 404, and not 401, for a path that does not exist', async () => {
    vi.spyOn(console, 'warn').mockReturnValue();
    expect((await ask('up', '/no-such-path', {})).status).toBe(404);
  });
});

describe.each(Object.entries({ restApiEvent, httpApiEvent }))('middy, with a %s', (_name, eventOf) => {
  const ORIGIN = { Origin: 'https://app.example.com' };

  function start(endpoint: KeyEndpoint, guard: Guard, work = vi.fn()) {
    const handler = middy<APIGatewayProxyEvent | APIGatewayProxyEventV2>()
      .use(httpCors({ origin: ORIGIN.Origin }))
      .use(cognitoGuard(verifierFor(endpoint), guard))
      .handler(async (_event, context) => {
        work();
        return { statusCode: 200, body: JSON.stringify({ sub: context.auth.claims.sub }) };
      });
    return async (headers: Record<string, string>) =>
      answerOf(await handler(eventOf('/messages', { ...ORIGIN, ...headers }), lambdaContext() as never));
  }

  describeRecipe('middy.ts', async (endpoint) => ({
    asMember: (token) => start(endpoint, {})(authorization(token)),
    asModerator: (token) => start(endpoint, { groups: ['moderators'] })(authorization(token)),
  }));

  it('names the user to the handler', async () => {
    const { body } = await start('up', {})(authorization(await pool.accessToken({ sub: 'jane' })));
    expect(JSON.parse(body)).toEqual({ sub: 'jane' });
  });

  it('shows a refusal to browsers of another origin, and does not run the handler for it', async () => {
    const work = vi.fn();
    const { status, headers } = await start('up', {}, work)({});
    expect(status).toBe(401);
    expect(headers.get('access-control-allow-origin')).toBe(ORIGIN.Origin);
    expect(work).not.toHaveBeenCalled();
  });

  it("leaves the handler's own errors to the host", async () => {
    const failing = start(
      'up',
      {},
      vi.fn().mockImplementation(() => {
        throw new Error('a bug of the handler');
      }),
    );
    await expect(failing(authorization(await pool.accessToken()))).rejects.toThrow('a bug of the handler');
  });
});
