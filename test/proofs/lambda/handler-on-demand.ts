import { once } from 'node:events';
import { createCognitoVerifier } from '../../../src/index.ts';
import { type RestApiAuthorizerEvent, restApiAuthorizer } from '../../../src/lambda/index.ts';

// What a Lambda function is between two freezes: a module that was loaded once, and a handler that is called for each event.

const [asked] = (await once(process, 'message')) as [
  { userPoolId: string; clientId: string; jwksUri: string; fetchTimeoutMs: number },
];
const { fetchTimeoutMs, ...pool } = asked;
const verifier = createCognitoVerifier({ ...pool, tokenUse: 'access', keys: { fetchTimeoutMs } });
const handler = restApiAuthorizer(verifier, { onRefused: 'unauthorized' });

process.on('message', async (event: RestApiAuthorizerEvent) => {
  process.send?.(
    await handler(event).then(
      ({ policyDocument }) => policyDocument.Statement[0]?.Effect,
      ({ message }) => message,
    ),
  );
});
process.send?.('ready');
