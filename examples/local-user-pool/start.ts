import { createLocalPool } from './src/create-local-pool.ts';

/** `npm start -- --port=9330 --app=http://localhost:3000`: a pool with one user, until Ctrl+C. */
const {
  port = '9330',
  app,
  ...unknown
} = Object.fromEntries(process.argv.slice(2).map((argument) => argument.replace(/^--/, '').split('='))) as Readonly<
  Record<string, string | undefined>
>;
const USER = { email: 'worf@enterprise.example', password: 'Prune-juice-1' };

try {
  if (Object.keys(unknown).length > 0) throw new Error('The only options are --port and --app');
  const pool = await createLocalPool({ port: Number(port) });
  if (app !== undefined) pool.registerApp(app);
  pool.createUser({ ...USER, attributes: { name: 'Worf', preferred_username: 'worf' } });
  const { url, userPoolId, clientId, issuer, jwksUri, inboxUrl } = pool;
  const { accessToken } = await pool.tokensFor(USER.email);
  console.log(`A local user pool is up. It is for development only.

  endpoint       ${url}
  user pool ID   ${userPoolId}
  client ID      ${clientId}
  issuer         ${issuer}
  key set        ${jwksUri}
  mail           ${inboxUrl}?email=...
  a user         ${USER.email} / ${USER.password}
  access token   ${accessToken}
${app === undefined ? '' : `  hosted login   ${url}/oauth2/authorize, back to ${app}/callback\n`}
Stop it with Ctrl+C. Its keys and its users end with it.`);
} catch (error) {
  // The message alone: a stack trace would hide it.
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
