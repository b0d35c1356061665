import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

it('npm start prints where the server is, and there it asks for a token', async () => {
  const port = await freePort();
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const running = spawn(process.execPath, ['--import', 'tsx', 'start.ts', String(port)], { cwd });
  try {
    let printed = '';
    running.stderr.on('data', (chunk) => {
      printed += chunk;
    });
    for await (const chunk of running.stdout) {
      printed += chunk;
      if (printed.includes('Stop it')) break;
    }
    const [, endpoint = ''] = /MCP endpoint {3}(\S+)/.exec(printed) ?? [];
    expect(endpoint, printed).toBe(`http://localhost:${port}/mcp`);
    expect((await fetch(endpoint, { method: 'POST' })).status).toBe(401);
  } finally {
    running.kill();
  }
});
