import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import Koa from 'koa';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { serve } from '../support/loopback.ts';
import { PAGES, type Snippet, snippetsOf } from './pages.ts';
import { complaintsOf, removeModules, writeModule } from './snippet-program.ts';

const snippets = PAGES.flatMap(snippetsOf);
const files = new Map<Snippet, string>();

beforeAll(async () => {
  removeModules();
  for (const snippet of snippets) files.set(snippet, await writeModule(snippet));
});
afterAll(removeModules);

it('there are snippets, and pages that say what they print', () => {
  expect(snippets.length).toBeGreaterThan(20);
  expect(snippets.filter(({ printed }) => printed !== undefined).length).toBeGreaterThan(1);
});

it('all compile under the strict settings of this repository', () => {
  expect(complaintsOf([...files.values()])).toEqual([]);
});

describe.each(snippets.map((snippet) => [`${snippet.page}:${snippet.line}`, snippet] as const))('%s', (_, snippet) => {
  it(snippet.printed === undefined ? 'runs' : 'prints what the page says', async () => {
    const printed: string[] = [];
    const print = (...values: unknown[]) => void printed.push(values.join(' '));
    const log = vi.spyOn(console, 'log').mockImplementation(print);
    const servers = listeningServers();
    try {
      const exported = await run(snippet);
      await expectGuardedRoutes(snippet.code, exported);
    } finally {
      log.mockRestore();
      for (const server of servers.end()) server.close();
    }
    if (snippet.printed !== undefined) expect(`${printed.join('\n')}\n`).toBe(snippet.printed);
  });
});

interface Exported {
  readonly app?: Parameters<typeof createServer>[1];
  readonly fastify?: { readonly listen: (at: object) => Promise<string>; readonly close: () => Promise<void> };
  readonly router?: { readonly routes: () => Koa.Middleware };
  readonly close?: () => unknown;
}

/** As it stands on the page, but for a port that is free here and for the module that only Workers have. */
async function run(snippet: Snippet): Promise<Exported> {
  const file = files.get(snippet) ?? '';
  const text = readFileSync(file, 'utf8')
    .replaceAll(/\b3000\b/g, String(await freePort()))
    .replace("import { waitUntil } from 'cloudflare:workers';", 'const waitUntil = () => {};');
  const connects = /const \{[^}]*\bclose\b[^}]*\} = await followRedis/.test(text);
  writeFileSync(file, connects ? `${text}export { close };\n` : text);
  const exported: Exported = await import(/* @vite-ignore */ file);
  await exported.close?.();
  return exported;
}

async function freePort(): Promise<number> {
  const { origin, close } = await serve(() => {});
  await close();
  return Number(new URL(origin).port);
}

/** The servers that listen from now on, until `end`. */
function listeningServers() {
  const started: Server[] = [];
  const listen = Reflect.get(createServer().constructor.prototype, 'listen');
  const spy = vi.spyOn(createServer().constructor.prototype, 'listen').mockImplementation(function (
    this: Server,
    ...values: unknown[]
  ) {
    started.push(this);
    return Reflect.apply(listen, this, values);
  });
  return {
    end() {
      spy.mockRestore();
      return started;
    },
  };
}

/** What each route of a snippet answers somebody without a token. */
async function expectGuardedRoutes(code: string, exported: Exported): Promise<void> {
  const routes = [...code.matchAll(/(?:app|router|fastify)\.(get|post|delete)\('([^']+)'(.*)/g)];
  const origin = routes.length === 0 ? undefined : await originOf(exported);
  if (origin === undefined) return;
  for (const { 1: method = '', 2: path = '', 3: rest = '', index } of routes) {
    const isGuarded = rest.includes('requireAuth') || code.slice(0, index).includes('app.use(requireAuth');
    const { status } = await fetch(origin + path, { method: method.toUpperCase() });
    expect([path, status]).toEqual([path, isGuarded ? 401 : 200]);
  }
}

/** Undefined for a snippet that serves by itself. */
async function originOf({ app, fastify, router }: Exported): Promise<string | undefined> {
  if (fastify !== undefined) return fastify.listen({ port: 0, host: '127.0.0.1' });
  const listener = router === undefined ? app : new Koa().use(router.routes()).callback();
  return listener === undefined ? undefined : (await serve(listener)).origin;
}
