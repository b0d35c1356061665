import { serve } from '@hono/node-server';
import { createCognitoVerifier } from 'cognito-guard';
import { createLocalPool } from '../local-user-pool/src/create-local-pool.ts';
import { createNotesServer, READ, WRITE } from './server.ts';

/** `npm start -- 3000`: the server on that port, with a user pool of its own, until Ctrl+C. */
const [port = '3000'] = process.argv.slice(2);
const origin = `http://localhost:${port}`;
const app = 'http://localhost:3001';
const user = { email: 'worf@enterprise.example', password: 'Prune-juice-1' };

const pool = await createLocalPool({ customScopes: [READ, WRITE] });
pool.registerApp(app);
pool.createUser(user);
const verifier = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access', audience: `${origin}/mcp` });
const notes = createNotesServer(verifier, { origin, domain: pool.url });

serve({ fetch: notes, port: Number(port), hostname: 'localhost' }, () => {
  console.log(`An MCP server is up. It and its user pool are for development only.

  MCP endpoint   ${origin}/mcp
  client ID      ${pool.clientId}
  redirect URL   ${app}/callback
  a user         ${user.email} / ${user.password}

Stop it with Ctrl+C.`);
});
