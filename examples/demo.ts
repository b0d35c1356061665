import { createCognitoVerifier } from 'cognito-guard';
import { createTestUserPool } from 'cognito-guard/testing';
import { createApp } from './express.ts';

// The Express example on a user pool of this process: real keys, fetched over HTTP from loopback, no AWS account.
const pool = await createTestUserPool();
const keyEndpoint = await pool.listen();
const verifier = createCognitoVerifier({
  userPoolId: pool.userPoolId,
  clientId: pool.clientId,
  tokenUse: 'access',
  jwksUri: keyEndpoint.jwksUri,
});
await verifier.ready();

const good = await pool.accessToken();
const [header, , signature] = good.split('.');
const [, otherPayload] = (await pool.accessToken({ 'cognito:groups': ['moderators'] })).split('.');
const tokens = {
  'a valid token: 200': good,
  'an expired token: 401 token_expired': await pool.accessToken({ exp: Math.floor(Date.now() / 1000) - 60 }),
  'a tampered token, with a group added: 401 signature_invalid': `${header}.${otherPayload}.${signature}`,
};

const app = createApp(verifier);
app.get('/', (_req, res) => {
  res.type('text').send('cognito-guard demo. Try /home with and without a token, and /messages.\n');
});
const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', (error) => {
  if (error) throw error;
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  console.log(`cognito-guard demo: ${url}\n\n# no token: the anonymous page\ncurl -i ${url}/home\n`);
  for (const [title, token] of Object.entries(tokens)) {
    console.log(`# ${title}\ncurl -i ${url}/messages -H 'Authorization: Bearer ${token}'\n`);
  }
});
