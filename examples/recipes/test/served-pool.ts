import { afterAll } from 'vitest';
import { type KeyEndpoint, pool } from './recipe-contract.ts';

/** Nothing listens on port 1: a connection is refused at once. */
const NOWHERE = 'http://127.0.0.1:1/jwks.json';

const served = await pool.listen();
afterAll(() => served.close());

/** The user pool for recipes that run in a process of their own. Its keys are fetched over a socket. */
export const jwksUriFor = (endpoint: KeyEndpoint) => (endpoint === 'up' ? served.jwksUri : NOWHERE);
