import { once } from 'node:events';
import { createCognitoVerifier } from '../../../src/index.ts';
import { loopNow } from '../../support/loop-clock.ts';

// A program that receives an address and a token once, and verifies the token each time it is told to.

const [asked] = (await once(process, 'message')) as [{ jwksUri: string; token: string; fetchTimeoutMs: number }];
const verifier = createCognitoVerifier({
  userPoolId: 'us-east-1_TestPool1',
  clientId: '1example23456789abcdefghij',
  tokenUse: 'access',
  jwksUri: asked.jwksUri,
  keys: { fetchTimeoutMs: asked.fetchTimeoutMs },
});
process.on('message', async () => {
  const start = loopNow();
  const result = await verifier.verify(asked.token);
  process.send?.({ outcome: result.token_valid ? 'accepted' : result.reason, loopMs: loopNow() - start });
});
process.send?.('ready');
