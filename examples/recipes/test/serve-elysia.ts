// Run by Bun: `bun serve-elysia.ts <userPoolId> <clientId> <jwksUri>`. Prints where it listens.
import { createCognitoVerifier } from 'cognito-guard';
import { createApp } from '../elysia.ts';

const [userPoolId = '', clientId = '', jwksUri = ''] = process.argv.slice(2);
const app = createApp(createCognitoVerifier({ userPoolId, clientId, jwksUri, tokenUse: 'access' }));
app.listen({ port: 0, hostname: '127.0.0.1' });
console.log(`http://127.0.0.1:${app.server?.port}`);
