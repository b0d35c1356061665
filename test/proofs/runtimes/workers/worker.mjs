import { waitUntil } from 'cloudflare:workers';
import { createCognitoVerifier } from 'cognito-guard';

let verifier;
let msAhead = 0;
let arrived = 0;

/** A protected API with one verifier for all requests of its isolate, and doors for the test. */
export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === '/clock') {
      msAhead = Number(searchParams.get('msAhead'));
      return Response.json('set');
    }
    // The inspector's own command collects nothing here.
    if (pathname === '/collect') return Response.json(String(globalThis.gc()));
    if (pathname === '/arrived') return Response.json(arrived);
    arrived += 1;
    return Response.json(await verdictOn(request.headers.get('authorization').slice('Bearer '.length), env));
  },
};

async function verdictOn(token, { APP, JWKS_URI, WAIT_UNTIL }) {
  try {
    verifier ??= createCognitoVerifier({
      ...JSON.parse(APP),
      tokenUse: 'access',
      jwksUri: JWKS_URI,
      keys: { fetchTimeoutMs: 30_000, ...(WAIT_UNTIL === 'given' && { waitUntil }) },
      now: () => Date.now() + msAhead,
    });
    const result = await verifier.verify(token);
    return result.token_valid ? { verdict: 'accepted' } : { verdict: result.reason, cause: messagesOf(result.cause) };
  } catch (failure) {
    return { verdict: 'verify rejected', cause: messagesOf(failure) };
  }
}

/** Of the error and of what caused it. */
function messagesOf(error) {
  return error instanceof Error ? [error.message, ...messagesOf(error.cause)] : [error].filter(Boolean);
}
