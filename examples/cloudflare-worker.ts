import { type CognitoVerifier, createCognitoVerifier } from 'cognito-guard';
import { requireAuth } from 'cognito-guard/fetch';

interface Env {
  readonly USER_POOL_ID: string;
  readonly CLIENT_ID: string;
}

// One verifier for the life of the isolate. It holds the keys and the verified tokens, so one made for each request
// would fetch the key set each time. It cannot be made here, because `env` arrives with the first request.
let verifier: CognitoVerifier | undefined;

function verifierFor({ USER_POOL_ID, CLIENT_ID }: Env): CognitoVerifier {
  verifier ??= createCognitoVerifier({ userPoolId: USER_POOL_ID, clientId: CLIENT_ID, tokenUse: 'access' });
  return verifier;
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const auth = await requireAuth(verifierFor(env))(request);
    if (!('token_valid' in auth)) return auth;
    return Response.json({ sub: auth.claims.sub });
  },
};
