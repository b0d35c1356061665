import Router from '@koa/router';
import { type CognitoVerifier, createCognitoVerifier } from 'cognito-guard';
import { requireAuth } from 'cognito-guard/express';
import type { AuthState } from 'cognito-guard/koa';
import { createRevocationList } from 'cognito-guard/revocation';
import { createTestUserPool, type TestUserPool } from 'cognito-guard/testing';
import express, { type RequestHandler } from 'express';
import Fastify from 'fastify';
import type { Middleware } from 'koa';
import { createFakeRedis } from '../support/fake-redis.ts';

/** What the snippets of our pages use without making it: a reader has an application of their own around them. */
interface Common {
  readonly pool: TestUserPool;
  readonly verifier: CognitoVerifier<'access'>;
}

async function common(): Promise<Common> {
  const pool = await createTestUserPool();
  return { pool, verifier: createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' }) };
}

const answer: RequestHandler = (_req, res) => void res.json({ answered: true });

export async function expressContext() {
  return {
    ...(await common()),
    app: express(),
    requireAuth,
    listOrders: answer,
    removePost: answer,
    settings: answer,
    payOut: answer,
    OWNER: 'a sub',
  };
}

export async function fastifyContext() {
  return { ...(await common()), fastify: Fastify() };
}

export async function koaContext() {
  const answer: Middleware<AuthState> = (ctx) => {
    ctx.body = { answered: true };
  };
  return { ...(await common()), router: new Router<AuthState>(), home: answer, listMessages: answer };
}

export async function plainContext() {
  const { pool, verifier } = await common();
  const { userPoolId, clientId } = pool;
  return {
    pool,
    verifier,
    createCognitoVerifier,
    token: await pool.accessToken(),
    userPoolId,
    clientId,
    staffClientId: clientId,
    sub: 'a sub',
    origin_jti: 'a session',
    jti: 'a token',
    client_id: clientId,
    list: createRevocationList(),
    client: createFakeRedis().nodeRedis(),
    request: { headers: { authorization: `Bearer ${await pool.accessToken()}` } },
    reply: (_status: number, _headers: object, _body: string) => {},
  };
}
