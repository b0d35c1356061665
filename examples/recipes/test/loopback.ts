import { createServer, type RequestListener, request, type Server } from 'node:http';
import { afterAll } from 'vitest';
import type { Answer } from './recipe-contract.ts';

const closing: (() => void)[] = [];
afterAll(() => {
  for (const close of closing) close();
});

/** Listens on a free port of the loopback interface until the tests of the file have run. */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return originOf(server);
}

export function originOf(server: Server): string {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server does not listen on a port');
  return `http://127.0.0.1:${address.port}`;
}

export const serve = (listener: RequestListener) => listen(createServer(listener));

export const bearer = (token: string | undefined): Record<string, string> =>
  token === undefined ? {} : { authorization: `Bearer ${token}` };

export async function answerOf(response: Response): Promise<Answer> {
  return { status: response.status, headers: response.headers, body: await response.text() };
}

/** Asks `/messages` and `/reports`, the paths of the recipes that have paths. */
export function recipeAt(origin: string, headersFor: (token?: string) => Record<string, string> = bearer) {
  const ask = (path: string) => async (token?: string) =>
    answerOf(await fetch(origin + path, { headers: headersFor(token) }));
  return { asMember: ask('/messages'), asModerator: ask('/reports') };
}

/** By node:http, because `fetch` sends no field twice. */
export function statusOfTwoFields(url: string, authorization: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const { host } = new URL(url);
    const headers = ['Host', host, 'Authorization', authorization, 'Authorization', authorization];
    const sent = request(url, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.once('error', reject).end();
  });
}
