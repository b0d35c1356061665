// CommonJS, because every host can load it: Node, Bun, Deno, Jest, and Workers through a bundler.
// It uses no node: module and no test framework, because it must run wherever the core runs.

const ENTRY_NAMES = {
  root: 'CHANNELS ConfigError REASONS TokenRejectedError authenticateRequest combineVerifiers createCognitoVerifier toHttpRefusal',
  express: 'authOf authenticate requireAuth',
  fastify: 'authenticate cognitoGuard default requireAuth',
  fetch: 'authenticate requireAuth',
  koa: 'authenticate requireAuth',
  lambda:
    'appSyncAuthorizer authenticate httpApiAuthorizer readAuthorizerClaims requireAuth restApiAuthorizer webSocketAuthorizer',
  mcp: 'authorizationServerMetadata protectedResourceMetadata toMcpAuthInfo',
  revocation: 'createRevocationList followRedis',
  testing: 'createTestUserPool tamper',
};

const CHALLENGE = {
  token_missing: 'Bearer realm="api", scope="api.example.com/read"',
  signature_invalid:
    'Bearer realm="api", error="invalid_token", error_description="The signature of the token is not valid", scope="api.example.com/read"',
};

function same(actual, expected) {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (found !== wanted) throw new Error(`found ${found}, wanted ${wanted}`);
}

function bearer(token) {
  return new Request('https://api.example.com/messages', { headers: { authorization: `Bearer ${token}` } });
}

async function answer(response) {
  const { status, headers } = response;
  const shown = ['WWW-Authenticate', 'Retry-After', 'Cache-Control', 'Content-Type'].map((name) => headers.get(name));
  return [status, ...shown, (await response.json()).reason];
}

const CHECKS = {
  async 'every entry has its names'({ entries }) {
    for (const [entry, names] of Object.entries(ENTRY_NAMES)) {
      const found = Object.keys(entries[entry]).filter((name) => name !== 'module.exports' && name !== '__esModule');
      // A CommonJS module that is imported gets a default export which is not ours.
      const own = found.filter((name) => entry === 'fastify' || name !== 'default');
      same(own.sort().join(' '), names);
    }
  },

  async 'good tokens of each kind are accepted, twice'({ verifier, pool }) {
    for (const mint of ['accessToken', 'idToken', 'machineToken']) {
      const token = await pool[mint]();
      for (const time of ['fresh', 'remembered']) {
        const result = await verifier.verify(token);
        same([mint, time, result.token_valid, result.reason], [mint, time, true, undefined]);
      }
    }
  },

  async 'tampered, expired and foreign tokens are refused'({ entries, verifier, pool }) {
    const tokens = {
      signature_invalid: entries.testing.tamper(await pool.machineToken()),
      token_expired: await pool.accessToken({ exp: 1 }),
      issuer_unknown: await pool.accessToken({
        iss: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Elsewhere1',
      }),
      algorithm_not_allowed: await pool.accessToken({}, { alg: 'none' }),
      refresh_token: await pool.refreshToken(),
    };
    for (const [reason, token] of Object.entries(tokens)) same((await verifier.verify(token)).reason, reason);
  },

  async 'the fetch adapter lets a good token through and answers the others'({ entries, verifier, pool }) {
    const gate = entries.fetch.requireAuth(verifier, { scopes: ['api.example.com/read'] });
    same((await gate(bearer(await pool.machineToken()))).token_use, 'access');
    const refused = (reason) => [401, CHALLENGE[reason], null, 'no-store', 'application/json', reason];
    same(await answer(await gate(bearer(''))), refused('token_missing'));
    same(
      await answer(await gate(bearer(entries.testing.tamper(await pool.machineToken())))),
      refused('signature_invalid'),
    );
  },

  async 'a key outage is a 503 and no refusal of the token'({ entries, pool }) {
    const failing = { fetch: async () => Promise.reject(new TypeError('fetch failed')), tokenUse: 'access' };
    const verifier = entries.root.createCognitoVerifier({ ...pool.verifierOptions, ...failing });
    const response = await entries.fetch.requireAuth(verifier)(bearer(await pool.accessToken()));
    same(await answer(response), [503, null, '1', 'no-store', 'application/json', 'keys_unavailable']);
  },

  async 'a revoked session is refused, and another one is not'({ entries, pool }) {
    const list = entries.revocation.createRevocationList();
    const options = { ...pool.verifierOptions, tokenUse: 'access', isRevoked: list.isRevoked };
    const { verify } = entries.root.createCognitoVerifier(options);
    const [ended, other] = [await pool.accessToken({ origin_jti: 'ended' }), await pool.accessToken()];
    same((await verify(ended)).token_valid, true);
    await list.revoke({ session: 'ended' });
    const result = await verify(ended);
    same([result.reason, result.cause], ['token_revoked', 'by its session']);
    same((await verify(other)).token_valid, true);
  },

  async 'a rotation of the keys is seen'({ verifier, pool }) {
    const before = await pool.accessToken();
    same((await verifier.verify(before)).token_valid, true);
    await pool.rotateKeys();
    same((await verifier.verify(await pool.accessToken())).token_valid, true);
    same((await verifier.verify(before)).reason, 'key_unknown');
  },

  async 'the errors of every entry are of one class'({ entries, verifier }) {
    const { ConfigError, TokenRejectedError } = entries.root;
    for (const entry of ['express', 'koa', 'fetch', 'lambda']) {
      let thrown;
      try {
        entries[entry].requireAuth(verifier, { scopes: [] });
      } catch (error) {
        thrown = error;
      }
      same([entry, thrown instanceof ConfigError, thrown?.name], [entry, true, 'ConfigError']);
    }
    const rejection = await verifier.verifyOrThrow('x').catch((error) => error);
    same([rejection instanceof TokenRejectedError, rejection.reason], [true, 'token_malformed']);
  },
};

const NETWORK_CHECKS = {
  async 'keys are fetched over the network by the platform'({ entries, pool }) {
    const server = await pool.listen();
    try {
      const { userPoolId, clientId } = pool;
      const { jwksUri } = server;
      const verifier = entries.root.createCognitoVerifier({ userPoolId, clientId, jwksUri, tokenUse: 'access' });
      const { lastError, status } = await verifier.ready();
      same([status, String(lastError?.cause ?? lastError)], ['fresh', 'undefined']);
      same((await verifier.verify(await pool.accessToken())).token_valid, true);
    } finally {
      await server.close();
    }
  },
};

/**
 * @param entries the module of each entry, by the names of ENTRY_NAMES
 * @param options `listens`: whether this host can open a port
 * @returns the number of checks that held
 */
exports.runChecks = async function runChecks(entries, { listens }) {
  const pool = await entries.testing.createTestUserPool();
  const verifier = entries.root.createCognitoVerifier({ ...pool.verifierOptions, tokenUse: ['access', 'id'] });
  const checks = { ...CHECKS, ...(listens && NETWORK_CHECKS) };
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check({ entries, pool, verifier });
    } catch (cause) {
      throw new Error(`${name}: ${cause?.message}`, { cause });
    }
  }
  return Object.keys(checks).length;
};
