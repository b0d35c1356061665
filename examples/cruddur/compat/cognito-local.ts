import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../start/free-port.ts';

const PROGRAM = fileURLToPath(new URL('cognito-local/node_modules/cognito-local/lib/bin/start.js', import.meta.url));

export const CODE = '123456';

export interface CognitoLocal {
  readonly url: string;
  /** One operation of Cognito's API. */
  readonly call: (operation: string, input: object) => Promise<Answer>;
  readonly close: () => Promise<void>;
}

/** Of all answers, the members that the tests read. */
export interface Answer {
  readonly UserPool: { readonly Id: string };
  readonly UserPoolClient: { readonly ClientId: string };
  readonly AuthenticationResult: {
    readonly AccessToken: string;
    readonly IdToken: string;
    readonly RefreshToken: string;
  };
}

/** Starts the npm package cognito-local in an empty folder, on a free port of 127.0.0.1. */
export async function startCognitoLocal(): Promise<CognitoLocal> {
  if (!existsSync(PROGRAM)) throw new Error('cognito-local is missing: npm ci --prefix compat/cognito-local');
  const port = await freePort(9_400);
  const url = `http://127.0.0.1:${port}`;
  const folder = mkdtempSync(join(tmpdir(), 'cognito-local-'));
  mkdirSync(join(folder, '.cognito'));
  writeFileSync(join(folder, '.cognito/config.json'), JSON.stringify({ TokenConfig: { IssuerDomain: url } }));

  const child = spawn(process.execPath, [PROGRAM], {
    cwd: folder,
    env: {
      ...process.env,
      HOST: '127.0.0.1',
      PORT: String(port),
      CODE,
      AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE: '1',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  await new Promise<void>((resolve, fail) => {
    child.stdout.on('data', (chunk) => String(chunk).includes('Cognito Local running on') && resolve());
    void exited.then(([code]) => fail(new Error(`cognito-local ended with ${code}`)));
  });

  return {
    url,
    async call(operation, input) {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
        },
        body: JSON.stringify(input),
      });
      const answer = await response.text();
      if (!response.ok) throw new Error(`${operation} failed: ${answer}`);
      return answer === '' ? {} : JSON.parse(answer);
    },
    async close() {
      child.kill();
      await exited;
      rmSync(folder, { recursive: true });
    },
  };
}
