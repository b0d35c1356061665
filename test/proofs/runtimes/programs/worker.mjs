import * as root from 'cognito-guard';
import * as express from 'cognito-guard/express';
import * as fastify from 'cognito-guard/fastify';
import * as fetchAdapter from 'cognito-guard/fetch';
import * as koa from 'cognito-guard/koa';
import * as lambda from 'cognito-guard/lambda';
import * as mcp from 'cognito-guard/mcp';
import * as revocation from 'cognito-guard/revocation';
import * as testing from 'cognito-guard/testing';
import { runChecks } from './checks.cjs';

const app = { userPoolId: 'eu-west-1_Workers12', clientId: '1example23456789abcdefghij' };

// Made at module scope, as users write it, where Workers allow no network, no timer and no random value.
const verifier = root.createCognitoVerifier({ ...app, tokenUse: 'access' });
const requireAuth = fetchAdapter.requireAuth(verifier);

let pool;

export default {
  /** Plays the protected API and Cognito's key endpoint as well, because all that this Worker fetches comes back to it. */
  async fetch(request) {
    if (request.url === `${pool.issuer}/.well-known/jwks.json`) return Response.json(pool.jwks);
    const auth = await requireAuth(request);
    return 'token_valid' in auth ? new Response(auth.claims.sub) : auth;
  },

  async test() {
    const entries = { root, express, fastify, koa, fetch: fetchAdapter, lambda, mcp, revocation, testing };
    await runChecks(entries, { listens: false });

    pool = await testing.createTestUserPool(app);
    const authorization = `Bearer ${await pool.accessToken()}`;
    const get = (headers) => fetch('https://api.example.com/messages', { headers });
    // At the same time, so that one request waits for the keys that another has asked for.
    const responses = await Promise.all([get({ authorization }), get({ authorization }), get({})]);
    const statuses = responses.map(({ status }) => status).join(' ');
    if (statuses !== '200 200 401') throw new Error(`the platform's fetch brought ${statuses}, wanted 200 200 401`);
  },
};
