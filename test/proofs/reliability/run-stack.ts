import { spawn } from 'node:child_process';
import { sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { baseClaims, createWorld, publicJwk } from '../attacks/world.ts';
import { startFaultServer } from '../faults/fault-server.ts';
import { type Behaviour, FAULTS, HEALTHY, packBomb } from '../faults/faults.ts';
import { selfSignedCertificate } from '../faults/self-signed.ts';
import type { Ask, Findings } from './protocol.ts';
import type { StackName } from './stacks.ts';

const TEN_YEARS = 315_360_000;

/** Plays the key endpoint, over TLS that the child trusts, while a child process measures one stack. */
export async function runStack(stack: StackName): Promise<Findings> {
  await packBomb();
  const { keys } = createWorld('https://127.0.0.1:9/never');
  const tls = selfSignedCertificate();
  const published = { keys: [publicJwk(keys.A1), publicJwk(keys.A2)] };
  const server = await startFaultServer(() => published, { tls, path: '/.well-known/jwks.json' });
  const folder = mkdtempSync(join(tmpdir(), 'cognito-guard-'));
  const certificate = join(folder, 'ca.pem');
  writeFileSync(certificate, tls.cert);

  const jwksUri = server.jwksUri.replace('127.0.0.1', 'localhost');
  const script = fileURLToPath(new URL('./measure.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, stack, jwksUri], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_EXTRA_CA_CERTS: certificate },
  });
  const withoutKey: Behaviour = (exchange) => HEALTHY({ ...exchange, jwks: { keys: [publicJwk(keys.A2)] } });
  const behaviourOf = (as: Extract<Ask, { do: 'behave' }>['as']) =>
    as === 'healthy' ? HEALTHY : as === 'without the key' ? withoutKey : FAULTS[as];

  try {
    return await new Promise<Findings>((resolve, fail) => {
      child.on('message', (message: Ask | { findings: Findings }) => {
        if ('findings' in message) return resolve(message.findings);
        if (message.do === 'cut') return server.cutConnections();
        if (message.do === 'behave') server.behave(behaviourOf(message.as));
        child.send(server.requests());
      });
      child.on('exit', (code) => fail(new Error(`${stack} could not be measured: exit code ${code}`)));
      child.send({ token: signed(), others: Array.from({ length: 50 }, signed) });
    });
  } finally {
    await server.close();
    rmSync(folder, { recursive: true });
  }

  function signed(): string {
    const claims = { ...baseClaims('access'), exp: Math.floor(Date.now() / 1000) + TEN_YEARS };
    const segment = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url');
    const input = `${segment({ kid: 'A1', alg: 'RS256' })}.${segment(claims)}`;
    return `${input}.${sign('sha256', Buffer.from(input), keys.A1.privateKey).toString('base64url')}`;
  }
}
