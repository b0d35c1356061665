import { IncomingMessage, type RequestListener } from 'node:http';
import { Http2ServerRequest } from 'node:http2';
import { Socket } from 'node:net';
import { ConfigError } from 'cognito-guard';
import express5 from 'express';
import express4 from 'express4';
import { fastify } from 'fastify';
import koa3 from 'koa';
import koa2 from 'koa2';
import { describe, expect, it } from 'vitest';
import { propertyOf } from '../../src/options/property-check.ts';
import { serve } from '../support/loopback.ts';

function refuses(check: () => unknown, message: string): void {
  expect(check).toThrow(ConfigError);
  expect(check).toThrow(message);
}

/** Every name that answers on the object, but for those of every object. */
function membersOfRequest(request: object): string[] {
  const inherited = Object.getPrototypeOf(request);
  const further = inherited === Object.prototype || inherited === null ? [] : membersOfRequest(inherited);
  return [...Object.getOwnPropertyNames(request), ...further];
}

type Host = (tell: (request: object) => void) => RequestListener | Promise<RequestListener>;

/** The members of what a host calls its handlers with. */
async function membersIn(host: Host) {
  let members: string[] = [];
  const listener = await host((request) => {
    members = membersOfRequest(request);
  });
  const { ask, close } = await serve(listener);
  await ask('/');
  await close();
  return members;
}

const expressHost =
  (express: typeof express5): Host =>
  (tell) =>
    express().get('/', (req, res) => {
      tell(req);
      res.end();
    });
const koaHost =
  (Koa: typeof koa3, part: 'request' | 'response' | undefined): Host =>
  (tell) =>
    new Koa().use((ctx) => tell(part === undefined ? ctx : ctx[part])).callback();
const fastifyHost: Host = async (tell) => {
  const app = fastify();
  app.get('/', async (request) => tell(request));
  await app.ready();
  return app.routing;
};

describe('a property for the result', () => {
  it.each([
    'auth',
    'user',
    'cognito',
    '$auth',
    'auth2',
    'member',
    'identity',
    'isolated',
    'settled',
    'ongoing',
    'user_auth',
    'targetHttp',
  ])('may be %s', (name) => {
    expect(propertyOf(name)).toBe(name);
  });

  it.each([
    ...[
      'headers',
      'rawHeaders',
      'url',
      'method',
      'body',
      'query',
      'params',
      'raw',
      'req',
      'res',
      'socket',
      'path',
      'log',
    ],
    ...['secure', 'on', 'get', 'state', 'cookies', 'session', 'sessionID', 'signedCookies', 'rawBody', '_auth'],
    ...['constructor', 'toString', 'hasOwnProperty', '__proto__', 'valueOf', '__defineGetter__'],
    ...['a b', 'a.b', '2auth', 'größe'],
  ])('is not %s', (name) => {
    refuses(() => propertyOf(name), `property must be a name that the request does not use itself, not '${name}'`);
  });

  it.each<readonly [string, () => readonly string[] | Promise<readonly string[]>]>([
    ["Node's request", () => membersOfRequest(new IncomingMessage(new Socket()))],
    ["Node's request over HTTP/2", () => membersOfRequest(Http2ServerRequest.prototype)],
    ['the request of Express 5', () => membersIn(expressHost(express5))],
    ['the request of Express 4', () => membersIn(expressHost(express4))],
    ['the request of Fastify', () => membersIn(fastifyHost)],
    ['the context of Koa 3', () => membersIn(koaHost(koa3, undefined))],
    ['the request of Koa 3', () => membersIn(koaHost(koa3, 'request'))],
    ['the response of Koa 3', () => membersIn(koaHost(koa3, 'response'))],
    ['the context of Koa 2', () => membersIn(koaHost(koa2, undefined))],
  ])('is no member that %s has already', async (_, ask) => {
    const members = await ask();
    const isTaken = (name: string) => {
      try {
        return propertyOf(name) === undefined;
      } catch {
        return true;
      }
    };
    expect(members.length).toBeGreaterThan(20);
    expect(members.filter((name) => !isTaken(name))).toEqual([]);
  });

  it('has no white space around it', () => {
    refuses(() => propertyOf('auth '), 'property must not begin or end with white space or an invisible character');
  });

  it.each([7, null, undefined, '', ['auth'], Symbol('auth')])('is text and not %s', (name) => {
    refuses(() => propertyOf(name), 'property must be a non-empty string');
  });
});
